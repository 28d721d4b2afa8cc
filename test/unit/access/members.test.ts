import { beforeEach, describe, expect, it } from 'vitest';
import type { Role } from '../../../src/contracts/roles.ts';
import { permissionsOf } from '../../../src/domain/access/rights.ts';
import { removeMember, updateMember } from '../../../src/usecases/access/members.ts';
import type { Actor } from '../../../src/usecases/scope.ts';
import { aMember, MemoryPeople } from '../../support/memory-people.ts';

const as = (role: Role): Actor => ({ tenantId: 'ten_1', principal: 'person:me', permissions: permissionsOf([role]) });
const codeOf = (result: { ok: boolean; error?: { code: string } }): string =>
  result.ok ? 'ok' : String(result.error?.code);

describe('members', () => {
  let people: MemoryPeople;
  beforeEach(() => {
    people = new MemoryPeople();
    people.members.push(aMember(), aMember({ personId: 'bob', role: 'editor' }));
  });
  const roleOf = (id: string): Role | undefined => people.members.find(({ personId }) => personId === id)?.role;

  it('get other roles, and another revision', async () => {
    const changed = await updateMember(people)(as('admin'), 'bob', { role: 'campaign_manager' });
    expect(changed).toMatchObject({ ok: true, value: { role: 'campaign_manager', rev: 2 } });
    expect(roleOf('bob')).toBe('campaign_manager');
  });

  it('are made owners by owners alone', async () => {
    expect(codeOf(await updateMember(people)(as('admin'), 'bob', { role: 'owner' }))).toBe('invalid');
    expect(codeOf(await updateMember(people)(as('owner'), 'bob', { role: 'owner' }))).toBe('ok');
  });

  it('who are owners are changed and removed by owners alone', async () => {
    people.members.push(aMember({ personId: 'cyd' }));
    expect(codeOf(await updateMember(people)(as('admin'), 'ann', { role: 'viewer' }))).toBe('conflict');
    expect(codeOf(await removeMember(people)(as('admin'), 'ann'))).toBe('conflict');
    expect(codeOf(await removeMember(people)(as('owner'), 'ann'))).toBe('ok');
  });

  it('keep their last owner', async () => {
    expect(codeOf(await removeMember(people)(as('owner'), 'ann'))).toBe('conflict');
    expect(codeOf(await updateMember(people)(as('owner'), 'ann', { role: 'admin' }))).toBe('conflict');
    expect(codeOf(await updateMember(people)(as('owner'), 'ann', { role: 'owner' }))).toBe('ok');
    expect(roleOf('ann')).toBe('owner');
  });

  it.each(['removed', 'demoted'] as const)('keep an owner when the other one is %s at the same time', async (what) => {
    people.members.push(aMember({ personId: 'cyd' }));
    people.meanwhile = () => {
      people.meanwhile = () => undefined;
      const at = people.members.findIndex(({ personId }) => personId === 'cyd');
      people.members.splice(
        at,
        1,
        ...(what === 'demoted' ? [aMember({ personId: 'cyd', role: 'viewer', rev: 2 })] : []),
      );
    };
    expect(codeOf(await removeMember(people)(as('owner'), 'ann'))).toBe('conflict');
    expect(roleOf('ann')).toBe('owner');
  });

  it('of another organization are not there', async () => {
    people.members.push(aMember({ tenantId: 'ten_2', personId: 'eve', role: 'viewer' }));
    expect(codeOf(await updateMember(people)(as('owner'), 'eve', { role: 'editor' }))).toBe('not_found');
    expect(codeOf(await removeMember(people)(as('owner'), 'eve'))).toBe('not_found');
  });
});
