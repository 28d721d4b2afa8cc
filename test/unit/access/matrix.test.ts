import { describe, expect, it } from 'vitest';
import { Refused } from '../../../functions/http/reply.ts';
import { scopeFor } from '../../../functions/http/scope-of.ts';
import { type Permission, permissions } from '../../../src/contracts/permissions.ts';
import { rolePermissions, roles } from '../../../src/contracts/roles.ts';
import { type Route, routes } from '../../../src/contracts/routes.ts';
import { type Ask, breachesOf, type Caller } from '../../support/access-matrix.ts';

const rows = Object.entries<Route>(routes);
const callers: readonly Caller[] = roles.map((name) => ({ name, may: rolePermissions[name] }));
const lacking = { name: 'nobody', may: [] };
const permissionOf = (name: string): string => rows.find(([one]) => one === name)?.[1].permission ?? '';

/** As a right handler answers. */
const right: Ask<Caller> = async ({ may }, name, _) => {
  const permission = permissionOf(name);
  return may.includes(permission)
    ? { status: 404, text: 'There is no such thing.' }
    : { status: 403, text: `You lack the permission ${permission}.` };
};

describe('the matrix of routes, roles and ids', () => {
  it('finds nothing where every handler is right', async () => {
    expect(await breachesOf(rows, [...callers, lacking], right)).toEqual([]);
  });

  it.each<[string, Ask<Caller>, string]>([
    [
      'serves who may not',
      async () => ({ status: 200, text: '{}' }),
      'launchCampaign as editor answers 200 without campaigns:launch',
    ],
    [
      'serves a thing of somebody else',
      async (caller, name, kind) => (kind === 'foreign' ? { status: 200, text: '{}' } : right(caller, name, kind)),
      'getCampaign as viewer answers 200 to an id that is not there',
    ],
    [
      'words its 404 differently for a foreign id',
      async (caller, name, kind) => {
        const heard = await right(caller, name, kind);
        return kind === 'foreign' ? { ...heard, text: `${heard.text} Ask its owner.` } : heard;
      },
      'getCampaign as viewer tells a foreign id from a missing one',
    ],
    [
      'refuses a malformed id in another way',
      async (caller, name, kind) => (kind === 'malformed' ? { status: 400, text: '' } : right(caller, name, kind)),
      'getCampaign as viewer answers 400 to an id that is not there',
    ],
    [
      'refuses who may',
      async () => ({ status: 403, text: 'You lack the permission campaigns:read.' }),
      'listCampaigns as viewer refuses campaigns:read',
    ],
  ])('finds a handler that %s', async (_, broken, breach) => {
    expect(await breachesOf(rows, callers, broken)).toContain(breach);
  });

  it('finds a route that asks for nothing', async () => {
    const forgotten = { ...routes.getCampaign, permission: undefined } as unknown as Route;
    expect(await breachesOf([['getCampaign', forgotten]], callers, right)).toEqual([
      'getCampaign asks for no permission',
    ]);
  });

  it('holds at the gate that all routes share', async () => {
    const atGate: Ask<Caller> = async ({ name: role, may }, name, _) => {
      const grants = JSON.stringify([{ tenantId: 'ten_1', scopes: may.length > 0 ? [role] : [] }]);
      try {
        scopeFor(permissionOf(name) as Permission, { principal: 'person:a', grants }, undefined);
        return { status: 404, text: '' };
      } catch (error) {
        return error instanceof Refused ? { status: error.status, text: error.message } : { status: 500, text: '' };
      }
    };
    expect(await breachesOf(rows, [...callers, lacking], atGate)).toEqual([]);
    expect(permissions.length).toBeGreaterThan(0);
  });
});
