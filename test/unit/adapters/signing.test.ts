import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { signing } from '../../../src/adapters/secrets/signing.ts';

const secrets = mockClient(SecretsManagerClient);
const signer = () => signing('arn', new SecretsManagerClient({ region: 'us-east-1' }));
const ref = { tenantId: `ten_${'a'.repeat(10)}`, contactId: `con_${'b'.repeat(26)}`, sendId: 'c'.repeat(26) };

describe('signed tokens', () => {
  beforeEach(() => {
    secrets.reset();
    secrets.on(GetSecretValueCommand).resolves({ SecretString: JSON.stringify({ kid: 'k1', key: 'x'.repeat(64) }) });
  });

  it('come back as they were signed, for their own purpose only', async () => {
    const { tokens } = signer();
    const token = await tokens.sign('unsubscribe', ['ten_1', 'con_1']);
    expect(await tokens.verify('unsubscribe', token)).toEqual(['ten_1', 'con_1']);
    expect(await tokens.verify('cursor', token)).toBeUndefined();
  });

  it('are refused when any character was changed', async () => {
    const { tokens } = signer();
    const token = await tokens.sign('cursor', ['list', '[]']);
    await fc.assert(
      fc.asyncProperty(fc.nat(token.length - 1), fc.constantFrom(...'abcXYZ019-_.'), async (index, character) => {
        fc.pre(token[index] !== character);
        expect(
          await tokens.verify('cursor', token.slice(0, index) + character + token.slice(index + 1)),
        ).toBeUndefined();
      }),
    );
  });

  it('are never an error, whatever is presented', async () => {
    const { tokens, addresses } = signer();
    await fc.assert(
      fc.asyncProperty(fc.string(), async (text) => {
        expect(await tokens.verify('unsubscribe', text)).toBeUndefined();
        expect(await addresses.read(text)).toBeUndefined();
      }),
    );
  });

  it('fit into the local part of an address, and survive a change of case', async () => {
    const { addresses } = signer();
    const localPart = await addresses.localPart('reply', ref);
    expect(localPart.length).toBeLessThanOrEqual(64);
    const expected = { purpose: 'reply', tenantId: ref.tenantId, contactId: ref.contactId, sendIdStart: 'cccccccc' };
    expect(await addresses.read(localPart.toUpperCase())).toEqual(expected);
    expect(await addresses.read(localPart.replace(/^r/, 'u'))).toBeUndefined();
  });

  it('hash an address differently for every tenant', async () => {
    const { hash } = signer();
    expect(await hash('ten_1', 'a@example.com')).toBe(await hash('ten_1', 'a@example.com'));
    expect(await hash('ten_1', 'a@example.com')).not.toBe(await hash('ten_2', 'a@example.com'));
  });

  it('read the secret once, and again only after it could not be read', async () => {
    secrets.reset();
    secrets
      .on(GetSecretValueCommand)
      .rejectsOnce(new Error('down'))
      .resolves({ SecretString: JSON.stringify({ kid: 'k1', key: 'x'.repeat(64) }) });
    const { tokens } = signer();
    await expect(tokens.sign('cursor', [])).rejects.toThrow('down');
    await tokens.sign('cursor', []);
    await tokens.sign('cursor', []);
    expect(secrets.commandCalls(GetSecretValueCommand)).toHaveLength(2);
  });
});
