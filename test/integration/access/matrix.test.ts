import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rolePermissions, roles } from '../../../src/contracts/roles.ts';
import { breachesOf, type Caller, type IdKind } from '../../support/access-matrix.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../../support/cloud.ts';
import { keyedRoutes, makeThings, pathFor, send, type Things } from '../api/requests.ts';
import { keyWith } from '../api/support.ts';

interface WithKey extends Caller {
  readonly apiKey: string;
}

/** Generated from the route table and the table of roles: a new route or role is held to all of this. */
describe('every route, for every role and every id that is not theirs', () => {
  let cloud: TestCloud;
  let foreign: Things;
  let callers: readonly WithKey[];
  const ids: Readonly<Record<IdKind, string | undefined>> = {
    foreign: undefined,
    missing: 'no-such-id',
    malformed: '%00',
  };

  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
    foreign = await makeThings(cloud, (await cloud.stranger()).apiKey);
    callers = await Promise.all(
      roles.map(async (name) => ({ name, may: rolePermissions[name], apiKey: await keyWith(cloud, [name]) })),
    );
    callers = [...callers, { name: 'nobody', may: [], apiKey: await keyWith(cloud, []) }];
  });
  afterAll(() => cloud.close());

  it('shows nothing to who may not, and nothing of others to anybody', async () => {
    const byName = new Map<string, (typeof keyedRoutes)[number]>(keyedRoutes.map((row) => [row[0], row]));
    const breaches = await breachesOf(keyedRoutes, callers, async ({ apiKey }, name, kind) => {
      const row = byName.get(name);
      if (!row) throw new Error(`There is no route ${name}`);
      return send(cloud, row, pathFor(row[1], foreign, ids[kind]), { apiKey });
    });
    expect(breaches).toEqual([]);
  });
});
