import { beforeEach, describe, expect, it } from 'vitest';
import type { NewApiKey } from '../../../src/contracts/access.ts';
import { permissionsOf } from '../../../src/domain/access/rights.ts';
import { makeApiKey } from '../../../src/usecases/access/api-keys.ts';
import { authenticate } from '../../../src/usecases/access/authenticate.ts';
import { createKey, revokeKey } from '../../../src/usecases/access/manage-keys.ts';
import { presentRights } from '../../../src/usecases/access/present-rights.ts';
import { createServiceAccount, deleteServiceAccount } from '../../../src/usecases/access/service-accounts.ts';
import type { Actor } from '../../../src/usecases/scope.ts';
import { aMember, MemoryPeople } from '../../support/memory-people.ts';

const ann: Actor = { tenantId: 'ten_1', principal: 'person:ann', permissions: permissionsOf(['admin']) };
const wish = (over: Partial<NewApiKey> = {}): NewApiKey => ({
  name: 'sync',
  scopes: ['contacts:write'],
  expiresAt: null,
  serviceAccountId: null,
  ...over,
});

describe('API keys', () => {
  let people: MemoryPeople;
  let now: string;
  let noted: string[];
  let count: number;
  const deps = () => ({
    ...people,
    clock: { now: () => now },
    ids: { next: (kind: string) => `${kind}_${String(++count).padStart(26, '0')}` },
  });
  const make = async (actor: Actor, over: Partial<NewApiKey> = {}): Promise<string> => {
    const made = await createKey(deps())(actor, wish(over));
    if (!made.ok) throw new Error(made.error.detail);
    return made.value.secret;
  };
  const rightsBy = async (secret: string): Promise<readonly string[] | undefined> => {
    const tokens = { verify: async (token: string) => (token === 'jwt-of-ann' ? 'ann' : undefined) };
    const unnoted = (cause: unknown) => void noted.push(String(cause));
    return (await authenticate({ ...deps(), tokens, onUnnoted: unnoted })(secret))?.grants[0]?.scopes;
  };

  beforeEach(() => {
    people = new MemoryPeople();
    people.members.push(aMember({ role: 'admin' }));
    now = '2026-11-25T09:00:00.000Z';
    noted = [];
    count = 0;
  });

  it('let in with their scopes, and are kept as a hash alone', async () => {
    const secret = await make(ann);
    expect(await rightsBy(secret)).toEqual(['contacts:write']);
    expect(JSON.stringify(people.keys)).not.toContain(secret.split('_')[2]);
  });

  it.each([
    ['another secret', (s: string) => `${s.slice(0, -1)}${s.endsWith('A') ? 'B' : 'A'}`],
    ['another id', (s: string) => s.replace(/^pk_.{16}/, 'pk_zzzzzzzzzzzzzzzz')],
    ['more behind it', (s: string) => `${s}A`],
    ['no secret', (s: string) => s.slice(0, 20)],
    ['nothing', () => 'pk_'],
  ])('do not let in with %s', async (_, change) => {
    expect(await rightsBy(change(await make(ann)))).toBeUndefined();
  });

  it('end when they expire, at that very instant', async () => {
    const secret = await make(ann, { expiresAt: '2026-11-26T00:00:00.000Z' });
    now = '2026-11-25T23:59:59.999Z';
    expect(await rightsBy(secret)).toBeDefined();
    now = '2026-11-26T00:00:00.000Z';
    expect(await rightsBy(secret)).toBeUndefined();
    expect(await createKey(deps())(ann, wish({ expiresAt: now }))).toMatchObject({ ok: false });
  });

  it('end when they are revoked, by their own organization alone', async () => {
    const secret = await make(ann);
    const id = people.keys[0]?.id ?? '';
    expect(await revokeKey(deps())({ ...ann, tenantId: 'ten_2' }, id)).toMatchObject({ error: { code: 'not_found' } });
    expect(await rightsBy(secret)).toBeDefined();
    expect(await revokeKey(deps())(ann, id)).toMatchObject({ ok: true });
    expect(await rightsBy(secret)).toBeUndefined();
  });

  it.each([[['owner']], [['owners:write']], [['viewer', 'owner']]] as const)(
    'with more rights than their maker are not made: %s',
    async (scopes) => {
      expect(await createKey(deps())(ann, wish({ scopes: [...scopes] }))).toMatchObject({
        ok: false,
        error: { faults: [{ path: 'body.scopes', code: 'beyond_own_rights' }] },
      });
    },
  );

  it('follow the rights of the person who made them, and end with the membership', async () => {
    const secret = await make(ann, { scopes: ['contacts:write', 'settings:write'] });
    people.members[0] = aMember({ role: 'editor', rev: 2 });
    expect(await rightsBy(secret)).toEqual(['contacts:write']);
    people.members.length = 0;
    expect(await rightsBy(secret)).toBeUndefined();
  });

  it('made by a key belong to the owner of that key', async () => {
    const first = await make(ann, { scopes: ['keys:write', 'contacts:read'] });
    const byKey = {
      tenantId: 'ten_1',
      principal: `key:${first.split('_')[1]}`,
      permissions: permissionsOf(['viewer']),
    };
    await make(byKey, { scopes: ['contacts:read'] });
    expect(people.keys.map(({ owner, createdBy }) => [owner, createdBy])).toEqual([
      ['person:ann', 'person:ann'],
      ['person:ann', byKey.principal],
    ]);
  });

  it('of a service account have no more than its role, and end with it', async () => {
    const account = await createServiceAccount(deps())(ann, { name: 'CRM', role: 'viewer' });
    if (!account.ok) throw new Error('not made');
    const secret = await make(ann, { scopes: ['contacts:read', 'contacts:write'], serviceAccountId: account.value.id });
    expect(await rightsBy(secret)).toEqual(['contacts:read']);
    people.members.length = 0;
    expect(await rightsBy(secret)).toEqual(['contacts:read']);
    await deleteServiceAccount(deps())(ann, account.value.id);
    expect(await rightsBy(secret)).toBeUndefined();
  });

  it('of a foreign service account are not made, nor accounts above their maker', async () => {
    const foreign = { ...ann, tenantId: 'ten_2' };
    const account = await createServiceAccount(deps())(foreign, { name: 'CRM', role: 'viewer' });
    const id = account.ok ? account.value.id : '';
    expect(await createKey(deps())(ann, wish({ serviceAccountId: id }))).toMatchObject({
      error: { code: 'not_found' },
    });
    expect(await createServiceAccount(deps())(ann, { name: 'CRM', role: 'owner' })).toMatchObject({ ok: false });
  });

  it('get a new secret, not a twin, when a run that died is repeated', async () => {
    const first = await make(ann);
    count = 0;
    const second = await make(ann);
    expect(people.keys).toHaveLength(1);
    expect(await rightsBy(first)).toBeUndefined();
    expect(await rightsBy(second)).toBeDefined();
  });

  it('remember their use, to the hour', async () => {
    const secret = await make(ann);
    const usedAt = () => people.keys[0]?.lastUsedAt;
    await rightsBy(secret);
    expect(usedAt()).toBe(now);
    const first = now;
    now = '2026-11-25T09:59:59.999Z';
    await rightsBy(secret);
    expect(usedAt()).toBe(first);
    now = '2026-11-25T10:00:00.001Z';
    await rightsBy(secret);
    expect(usedAt()).toBe(now);
  });

  it('are good although their use could not be noted', async () => {
    const secret = await make(ann);
    const apiKeys = { ...people.apiKeys, noteUse: () => Promise.reject(new Error('throttled')) };
    Object.assign(people, { apiKeys });
    expect(await rightsBy(secret)).toBeDefined();
    expect(noted).toEqual(['Error: throttled']);
  });

  it('of an organization that had them before there were people do everything', async () => {
    const { secret, key } = makeApiKey({ tenantId: 'ten_1', name: 'first', createdAt: now });
    people.keys.push(key);
    expect(await rightsBy(secret)).toEqual(permissionsOf(['*']));
  });

  it('are told from tokens of people, who have their roles', async () => {
    expect(await rightsBy('jwt-of-ann')).toEqual(['admin']);
    expect(await rightsBy('jwt-of-nobody')).toBeUndefined();
  });

  it('that were revoked make no other keys, though the gateway may still let them in', async () => {
    const first = await make(ann, { scopes: ['keys:write'] });
    const byKey = {
      tenantId: 'ten_1',
      principal: `key:${first.split('_')[1]}`,
      permissions: permissionsOf(['keys:write']),
    };
    people.keys.length = 0;
    expect(await createKey(deps())(byKey, wish({ scopes: ['keys:write'] }))).toMatchObject({ ok: false });
    expect(people.keys).toEqual([]);
  });
});

describe('the present rights', () => {
  const people = new MemoryPeople();
  const rights = (principal: string) => presentRights(people)({ tenantId: 'ten_1', principal, permissions: [] });
  const { key } = makeApiKey({ tenantId: 'ten_1', name: 'k', createdAt: '', scopes: ['editor'], owner: 'person:ann' });

  it('of a person are those of the role they have now', async () => {
    people.members.push(aMember({ role: 'viewer' }));
    expect(await rights('person:ann')).toEqual(permissionsOf(['viewer']));
    expect(await rights('person:bob')).toEqual([]);
  });

  it('of a key are what its owner has now, and none when it is gone', async () => {
    people.keys.push(key);
    expect(await rights(`key:${key.id}`)).toEqual(permissionsOf(['viewer']));
    people.keys.length = 0;
    expect(await rights(`key:${key.id}`)).toEqual([]);
    expect(await rights('system')).toEqual([]);
  });
});
