import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Permission, permissions } from '../../../src/contracts/permissions.ts';
import { type Role, rolePermissions, roles } from '../../../src/contracts/roles.ts';
import { routes } from '../../../src/contracts/routes.ts';
import { chooseGrant } from '../../../src/domain/access/choose-grant.ts';
import { atMost, mayGive, permissionsOf } from '../../../src/domain/access/rights.ts';

const reads = ['campaigns:read', 'contacts:read', 'content:read', 'settings:read', 'members:read'];

describe('roles', () => {
  it.each<[Role, Permission, boolean]>([
    ['editor', 'campaigns:write', true],
    ['editor', 'campaigns:launch', false],
    ['editor', 'approvals:decide', false],
    ['campaign_manager', 'campaigns:launch', true],
    ['campaign_manager', 'settings:write', false],
    ['campaign_manager', 'members:write', false],
    ['compliance_officer', 'approvals:decide', true],
    ['compliance_officer', 'comments:write', true],
    ['compliance_officer', 'audit:read', true],
    ['compliance_officer', 'campaigns:write', false],
    ['viewer', 'comments:write', false],
    ['viewer', 'keys:read', false],
    ['admin', 'members:write', true],
    ['admin', 'privacy:erase', true],
    ['admin', 'owners:write', false],
    ['owner', 'owners:write', true],
  ])('%s: %s is %s', (role, permission, allowed) => {
    expect(rolePermissions[role].includes(permission)).toBe(allowed);
  });

  it('give an owner everything, and a viewer no more than to read', () => {
    expect(rolePermissions.owner).toEqual(permissions);
    expect([...rolePermissions.viewer].sort()).toEqual([...reads].sort());
  });

  it('let everybody read what a viewer reads', () => {
    for (const role of roles) expect(rolePermissions[role]).toEqual(expect.arrayContaining(reads));
  });

  it('leave no route that nobody below an owner can use', () => {
    for (const { permission } of Object.values(routes))
      expect(permission === 'public' || permission === 'signed_in' || rolePermissions.admin.includes(permission)).toBe(
        true,
      );
  });
});

const scope = fc.constantFrom('*', ...permissions, ...roles, 'campaigns', 'constructor', '');
const scopes = fc.array(scope, { maxLength: 6 });

describe('scopes', () => {
  it('allow nothing by words that nobody knows', () => {
    expect(permissionsOf(['constructor', '__proto__', 'Owner', 'campaigns:*', ''])).toEqual([]);
  });

  it('allow what their roles and permissions allow, and no more', () => {
    expect(permissionsOf(['viewer', 'keys:read'])).toEqual([...rolePermissions.viewer, 'keys:read']);
    expect(permissionsOf(['*'])).toEqual(permissions);
  });

  it('can be given on by those only who have all of it', () => {
    fc.assert(
      fc.property(scopes, scopes, (held, wanted) => {
        const [mine, theirs] = [permissionsOf(held), permissionsOf(wanted)];
        expect(mayGive(mine, theirs)).toBe(theirs.filter((one) => !mine.includes(one)).length === 0);
      }),
    );
  });

  it('never reach beyond the owner of a key', () => {
    fc.assert(
      fc.property(scopes, scopes, (key, owner) => {
        const left = atMost(key, owner);
        expect(mayGive(permissionsOf(owner), left) && mayGive(permissionsOf(key), left)).toBe(true);
      }),
    );
    expect(atMost(['owner'], ['editor'])).toEqual(permissionsOf(['editor']));
  });
});

describe('the organization of a request', () => {
  const grants = [
    { tenantId: 'ten_1', scopes: ['viewer'] },
    { tenantId: 'ten_2', scopes: ['owner'] },
  ];

  it('is the one it names, else the one joined last', () => {
    expect(chooseGrant(grants, 'ten_1')).toBe(grants[0]);
    expect(chooseGrant(grants, undefined)).toBe(grants[1]);
    expect(chooseGrant([], undefined)).toBeNull();
  });

  it.each(['ten_3', '', '__proto__', 'TEN_1'])('is none when it names "%s"', (wanted) => {
    expect(chooseGrant(grants, wanted)).toBeUndefined();
  });
});
