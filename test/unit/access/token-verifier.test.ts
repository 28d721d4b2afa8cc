import { createServer, type Server } from 'node:http';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tokenVerifier } from '../../../src/adapters/oidc/token-verifier.ts';
import type { TokenVerifier } from '../../../src/usecases/ports/people-stores.ts';

type Keys = Awaited<ReturnType<typeof generateKeyPair>>;

describe('an access token', () => {
  let server: Server;
  let issuer: string;
  let ours: Keys;
  let others: Keys;
  let fetches = 0;
  let broken = false;
  let verifier: TokenVerifier;

  beforeAll(async () => {
    [ours, others] = await Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')]);
    const jwks = { keys: [{ ...(await exportJWK(ours.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' }] };
    server = createServer((request, response) => {
      fetches += 1;
      response.statusCode = broken || request.url !== '/pool/.well-known/jwks.json' ? 500 : 200;
      response.end(JSON.stringify(jwks));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    issuer = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/pool`;
  });
  afterAll(() => void server.close());
  beforeEach(() => {
    fetches = 0;
    broken = false;
    verifier = tokenVerifier({ issuer, clientId: 'console' });
  });

  const now = (): number => Math.floor(Date.now() / 1000);
  const claims = (): JWTPayload => ({
    iss: issuer,
    sub: 'a-b_1',
    client_id: 'console',
    token_use: 'access',
    iat: now(),
    exp: now() + 900,
  });
  const signed = (payload: Record<string, unknown>, { kid = 'k1', keys = ours } = {}): Promise<string> =>
    new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid }).sign(keys.privateKey);
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

  it('names its person', async () => {
    expect(await verifier.verify(await signed(claims()))).toBe('a-b_1');
  });

  it.each<[string, () => Record<string, unknown>]>([
    ['expired', () => ({ ...claims(), exp: now() - 61 })],
    ['without an end', () => ({ ...claims(), exp: undefined })],
    ['not yet good', () => ({ ...claims(), nbf: now() + 120 })],
    ['of another pool', () => ({ ...claims(), iss: `${issuer}2` })],
    ['of another client', () => ({ ...claims(), client_id: 'other' })],
    ['that is an ID token', () => ({ ...claims(), token_use: 'id', aud: 'console', client_id: undefined })],
    ['of nobody', () => ({ ...claims(), sub: undefined })],
    ['whose person would be two parts of a key', () => ({ ...claims(), sub: 'a#b' })],
  ])('%s is refused', async (_, payload) => {
    expect(await verifier.verify(await signed(payload()))).toBeUndefined();
  });

  it('may be a minute old or early, for clocks differ', async () => {
    expect(await verifier.verify(await signed({ ...claims(), exp: now() - 50 }))).toBe('a-b_1');
    expect(await verifier.verify(await signed({ ...claims(), nbf: now() + 50 }))).toBe('a-b_1');
  });

  it('signed by other keys is refused, whatever key it names', async () => {
    expect(await verifier.verify(await signed(claims(), { keys: others }))).toBeUndefined();
    expect(await verifier.verify(await signed(claims(), { keys: others, kid: 'k2' }))).toBeUndefined();
    expect(await verifier.verify(await signed(claims(), { kid: 'k2' }))).toBeUndefined();
  });

  it('without a signature is refused, and so is one made with the public key as a password', async () => {
    const unsigned = `${part({ alg: 'none', kid: 'k1' })}.${part(claims())}.`;
    const jwk = new TextEncoder().encode(JSON.stringify(await exportJWK(ours.publicKey)));
    const hmac = await new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', kid: 'k1' }).sign(jwk);
    for (const forged of [unsigned, unsigned.slice(0, -1), hmac]) expect(await verifier.verify(forged)).toBeUndefined();
  });

  it('is refused when anything in it was changed', async () => {
    const [header = '', payload = '', signature = ''] = (await signed(claims())).split('.');
    const changed = part({ ...claims(), sub: 'somebody-else' });
    for (const token of [`${header}.${changed}.${signature}`, `${header}.${payload}.`, `${header}.${payload}`, 'x', ''])
      expect(await verifier.verify(token)).toBeUndefined();
  });

  it('costs one fetch of the keys for all tokens, and no fetch for each made-up key id', async () => {
    for (let i = 0; i < 3; i++) await verifier.verify(await signed(claims()));
    expect(fetches).toBe(1);
    for (let i = 0; i < 5; i++) await verifier.verify(await signed(claims(), { kid: `made-up-${i}` }));
    expect(fetches).toBe(2);
    expect(await verifier.verify(await signed(claims()))).toBe('a-b_1');
  });

  it('is not called wrong while the keys cannot be had', async () => {
    broken = true;
    await expect(verifier.verify(await signed(claims()))).rejects.toThrow(/500/);
    broken = false;
    expect(await verifier.verify(await signed(claims()))).toBe('a-b_1');
  });
});
