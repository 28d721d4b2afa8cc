import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCloud, type TestCloud } from '../../support/cloud.ts';
import { askForTokens, authorizeAs, signIn, type Tokens } from '../../support/sign-in.ts';
import { type Answer, call, faultsOf } from '../api/support.ts';

const json = { 'content-type': 'application/json' };

/** People of two organizations; Ada is in both. Joined in this order. */
const teams = {
  'Penguin Company': [
    { email: 'ada@penguin.example', name: 'Ada', role: 'owner' },
    { email: 'gwen@penguin.example', name: 'Gwen', role: 'editor' },
    { email: 'vera@penguin.example', name: 'Vera', role: 'viewer' },
  ],
  'Iceberg Company': [{ email: 'ada@penguin.example', name: 'Ada', role: 'viewer' }],
} as const;

describe('people', () => {
  let cloud: TestCloud;
  const tenants: string[] = [];
  const tokens = new Map<string, string>();
  const ask = async (email: string, method: string, path: string, body?: object, tenant?: string): Promise<Answer> => {
    const known = tokens.get(email) ?? (await signIn(cloud.cloud.url, email)).access_token;
    tokens.set(email, known);
    return call(cloud, method, path, {
      apiKey: known,
      headers: { ...json, ...(tenant ? { 'x-tenant': tenant } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  };
  const [ada, gwen, vera] = ['ada@penguin.example', 'gwen@penguin.example', 'vera@penguin.example'];
  const idOf = async (email: string): Promise<string> => {
    const { body } = await ask(ada, 'GET', '/api/members', undefined, tenants[0]);
    const items = body['items'] as { personId: string; email: string }[];
    return items.find((one) => one.email === email)?.personId ?? '';
  };
  const linkTokenOf = async (address: string): Promise<string> =>
    /#invitation=(\S+)/.exec((await cloud.mailsTo(address)).at(-1)?.text ?? '')?.[1] ?? '';

  beforeAll(async () => {
    cloud = await startTestCloud();
    for (const [organization, people] of Object.entries(teams)) {
      const made = (await cloud.invoke('CreateTenant', { organization, people })) as { tenantId: string };
      tenants.push(made.tenantId);
    }
  });
  afterAll(() => cloud.close());

  describe('signing in', () => {
    it('gives an access token that says who it is, and where they may do what', async () => {
      const { body } = await ask(ada, 'GET', '/api/me', undefined, tenants[0]);
      expect(body).toMatchObject({
        person: { email: ada, name: 'Ada' },
        tenantId: tenants[0],
        organization: 'Penguin Company',
        memberships: [
          { tenantId: tenants[0], organization: 'Penguin Company', role: 'owner' },
          { tenantId: tenants[1], organization: 'Iceberg Company', role: 'viewer' },
        ],
      });
    });

    it('takes the organization joined last where the request names none', async () => {
      expect((await ask(ada, 'GET', '/api/me')).body['tenantId']).toBe(tenants[1]);
      expect((await ask(ada, 'POST', '/api/campaigns', { name: 'x', campaignType: 'drip' })).status).toBe(403);
      const made = await ask(ada, 'POST', '/api/campaigns', { name: 'x', campaignType: 'drip' }, tenants[0]);
      expect(made.status).toBe(201);
      const id = String(made.body['id']);
      expect((await ask(ada, 'GET', `/api/campaigns/${id}`)).status).toBe(404);
      expect((await ask(ada, 'GET', `/api/campaigns/${id}`, undefined, tenants[0])).status).toBe(200);
    });

    it('does not take a code without its verifier, with another one, or twice', async () => {
      const { url } = cloud.cloud;
      const { code, verifier } = await authorizeAs(url, vera);
      const statusOf = async (fields: Record<string, string>) =>
        (await askForTokens(url, { grant_type: 'authorization_code', code, ...fields })).status;
      expect(await statusOf({})).toBe(400);
      expect(await statusOf({ code_verifier: 'x'.repeat(43) })).toBe(400);
      const again = await authorizeAs(url, vera);
      const fields = { grant_type: 'authorization_code', code: again.code, code_verifier: again.verifier };
      expect((await askForTokens(url, { ...fields, redirect_uri: 'https://evil.example/' })).status).toBe(400);
      const third = await authorizeAs(url, vera);
      const good = { grant_type: 'authorization_code', code: third.code, code_verifier: third.verifier };
      expect((await askForTokens(url, good)).status).toBe(200);
      expect((await askForTokens(url, good)).status).toBe(400);
      expect(verifier).not.toBe('');
    });

    it('is renewed by the refresh token, and ends with the quarter of an hour without it', async () => {
      const first = await signIn(cloud.cloud.url, vera);
      const fields = { grant_type: 'refresh_token', refresh_token: first.refresh_token };
      const renewed = (await (await askForTokens(cloud.cloud.url, fields)).json()) as Tokens;
      const statusWith = async (apiKey: string) => (await call(cloud, 'GET', '/api/me', { apiKey })).status;
      expect(await statusWith(renewed.access_token)).toBe(200);
      expect(first.expires_in).toBe(900);
    });
  });

  it.each([
    ['a made-up token', 'x.y.z'],
    ['a made-up key', `pk_${'0'.repeat(16)}_${'A'.repeat(43)}`],
    ['no token at all', '-'],
  ])('with %s are refused in the words of the API', async (_, apiKey) => {
    const answer = await call(cloud, 'GET', '/api/campaigns', { apiKey });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('invalid_token');
    expect(answer.body).toMatchObject({ type: '/api/docs#problem-unauthorized' });
  });

  it('with an ID token in place of an access token are refused', async () => {
    const { id_token } = await signIn(cloud.cloud.url, ada);
    expect((await call(cloud, 'GET', '/api/me', { apiKey: id_token })).status).toBe(401);
  });

  it('may do what their role allows, and are told what it lacks', async () => {
    const made = await ask(gwen, 'POST', '/api/campaigns', { name: 'y', campaignType: 'drip' });
    expect(made.status).toBe(201);
    const launch = await ask(gwen, 'POST', `/api/campaigns/${made.body['id']}/launch`, {});
    expect([launch.status, launch.body['detail']]).toEqual([403, 'You lack the permission campaigns:launch.']);
    expect((await ask(vera, 'POST', '/api/campaigns', { name: 'z', campaignType: 'drip' })).status).toBe(403);
    expect((await ask(vera, 'GET', `/api/campaigns/${made.body['id']}`)).status).toBe(200);
    expect((await ask(vera, 'GET', '/api/keys')).status).toBe(403);
  });

  it('are invited by mail, and join with the account of that address alone', async () => {
    const invited = { email: 'New.Nell@penguin.example', name: 'Nell', role: 'editor' };
    expect((await ask(ada, 'POST', '/api/invitations', invited, tenants[0])).status).toBe(201);
    const token = await linkTokenOf('new.nell@penguin.example');
    const wrong = await ask(vera, 'POST', '/api/invitations/accept', { token });
    // Vera is a member already: the answer is her own membership, and the invitation stays open.
    expect(wrong.body).toMatchObject({ role: 'viewer', email: vera });
    const nell = 'new.nell@penguin.example';
    expect((await ask(nell, 'GET', '/api/me')).body).toMatchObject({
      tenantId: null,
      memberships: [],
      permissions: [],
    });
    expect((await ask(nell, 'GET', '/api/campaigns')).status).toBe(403);
    const joined = await ask(nell, 'POST', '/api/invitations/accept', { token });
    expect(joined.body).toMatchObject({ tenantId: tenants[0], role: 'editor', email: nell });
    expect((await ask(nell, 'GET', '/api/me')).body).toMatchObject({ memberships: [{ role: 'editor' }] });
    tokens.delete(nell);
    expect((await ask(nell, 'GET', '/api/campaigns')).status).toBe(200);
    const open = await ask(ada, 'GET', '/api/invitations', undefined, tenants[0]);
    expect(open.body['items']).toEqual([]);
  });

  it('who are strangers cannot use an invitation for somebody else', async () => {
    const invited = { email: 'max@penguin.example', name: 'Max', role: 'admin' };
    await ask(ada, 'POST', '/api/invitations', invited, tenants[0]);
    await cloud.invoke('CreateTenant', { organization: 'Stranger', ownerEmail: 'eve@stranger.example' });
    const token = await linkTokenOf('max@penguin.example');
    expect((await ask('eve@stranger.example', 'POST', '/api/invitations/accept', { token })).status).toBe(409);
    expect((await ask('eve@stranger.example', 'POST', '/api/invitations/accept', { token: `${token}x` })).status).toBe(
      404,
    );
  });

  it('keep one owner, whoever asks at the same time', async () => {
    const made = (await cloud.invoke('CreateTenant', {
      organization: 'Two owners',
      people: [
        { email: 'o1@two.example', name: 'O1', role: 'owner' },
        { email: 'o2@two.example', name: 'O2', role: 'owner' },
      ],
    })) as { apiKey: string };
    const list = await call(cloud, 'GET', '/api/members', { apiKey: made.apiKey });
    const ids = (list.body['items'] as { personId: string }[]).map(({ personId }) => personId);
    const answers = await Promise.all(
      ids.map((id) => call(cloud, 'DELETE', `/api/members/${id}`, { apiKey: made.apiKey })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
    const left = await call(cloud, 'GET', '/api/members', { apiKey: made.apiKey });
    expect(left.body['items']).toMatchObject([{ role: 'owner' }]);
  });

  it('make keys that follow their role, and end with them', async () => {
    const wish = { name: 'sync', scopes: ['contacts:read', 'contacts:write'] };
    const made = await ask(ada, 'POST', '/api/keys', wish, tenants[0]);
    const secret = String(made.body['secret']);
    expect((await call(cloud, 'GET', '/api/contacts', { apiKey: secret })).status).toBe(200);
    expect((await call(cloud, 'GET', '/api/campaigns', { apiKey: secret })).status).toBe(403);
    const listed = await ask(ada, 'GET', '/api/keys', undefined, tenants[0]);
    const mine = (listed.body['items'] as { id: string; lastUsedAt: string | null }[]).find(
      ({ id }) => id === made.body['id'],
    );
    expect(mine?.lastUsedAt).toEqual(expect.any(String));
    expect(listed.text).not.toContain('secret');
    const above = await ask(ada, 'POST', '/api/keys', { name: 'x', scopes: ['owner'] }, tenants[1]);
    expect(above.status).toBe(403);
  });

  it('and keys that are gone are refused within a minute', async () => {
    const made = await ask(ada, 'POST', '/api/keys', { name: 'short', scopes: ['viewer'] }, tenants[0]);
    const apiKey = String(made.body['secret']);
    expect((await call(cloud, 'GET', '/api/contacts', { apiKey })).status).toBe(200);
    expect((await ask(ada, 'DELETE', `/api/keys/${made.body['id']}`, undefined, tenants[1])).status).toBe(403);
    expect((await ask(ada, 'DELETE', `/api/keys/${made.body['id']}`, undefined, tenants[0])).status).toBe(204);
    await cloud.advanceBy('PT61S');
    expect((await call(cloud, 'GET', '/api/contacts', { apiKey })).status).toBe(401);
  });

  it('who were removed give no rights, not even in the minute that the gateway remembers them', async () => {
    const made = (await cloud.invoke('CreateTenant', {
      organization: 'Short',
      people: [
        { email: 'stays@short.example', name: 'S', role: 'owner' },
        { email: 'goes@short.example', name: 'G', role: 'admin' },
      ],
    })) as { apiKey: string };
    const goes = 'goes@short.example';
    const { body } = await ask(goes, 'GET', '/api/me');
    const id = String((body['person'] as { id: string }).id);
    expect((await call(cloud, 'DELETE', `/api/members/${id}`, { apiKey: made.apiKey })).status).toBe(204);
    const key = await ask(goes, 'POST', '/api/service-accounts', { name: 'stays behind', role: 'admin' });
    const invitation = { email: 'friend@short.example', name: 'F', role: 'admin' };
    expect([key.status, (await ask(goes, 'POST', '/api/invitations', invitation)).status]).toEqual([403, 403]);
  });

  it('who were removed are strangers within a minute', async () => {
    await ask(vera, 'GET', '/api/campaigns');
    expect((await ask(ada, 'DELETE', `/api/members/${await idOf(vera)}`, undefined, tenants[0])).status).toBe(204);
    await cloud.advanceBy('PT61S');
    expect((await ask(vera, 'GET', '/api/campaigns', undefined, tenants[0])).status).toBe(404);
    expect((await ask(vera, 'GET', '/api/me')).body).toMatchObject({ memberships: [], tenantId: null });
  });

  it('cannot give what they do not have', async () => {
    const gwenId = await idOf(gwen);
    const promote = (email: string) => ask(email, 'PATCH', `/api/members/${gwenId}`, { role: 'owner' }, tenants[0]);
    expect((await promote(gwen)).status).toBe(403);
    await ask(ada, 'PATCH', `/api/members/${gwenId}`, { role: 'admin' }, tenants[0]);
    tokens.delete(gwen);
    const refused = await promote(gwen);
    expect([refused.status, faultsOf(refused)[0]?.code]).toEqual([422, 'beyond_own_rights']);
  });
});
