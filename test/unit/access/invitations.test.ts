import { beforeEach, describe, expect, it } from 'vitest';
import { Settings } from '../../../src/contracts/resources.ts';
import type { Role } from '../../../src/contracts/roles.ts';
import { permissionsOf } from '../../../src/domain/access/rights.ts';
import {
  acceptInvitation,
  invite,
  listInvitations,
  withdrawInvitation,
} from '../../../src/usecases/access/invitations.ts';
import type { OutgoingMail, SendOutcome } from '../../../src/usecases/ports/effects.ts';
import type { Actor } from '../../../src/usecases/scope.ts';
import { aMember, MemoryPeople, plainTokens } from '../../support/memory-people.ts';

const ann: Actor = { tenantId: 'ten_1', principal: 'person:ann', permissions: permissionsOf(['admin']) };
const person = (id: string): Actor => ({ tenantId: '', principal: `person:${id}`, permissions: [] });
const settings = Settings.parse({ organization: 'Ice & Co', postalAddress: 'x', timezone: 'UTC', rev: 1 });

describe('invitations', () => {
  let people: MemoryPeople;
  let mails: OutgoingMail[];
  let outcome: SendOutcome;
  let now: string;
  let count: number;
  let systemSender: string | null;
  const deps = () => ({
    ...people,
    settings: { get: async () => settings },
    tokens: plainTokens,
    clock: { now: () => now },
    ids: { next: (kind: string) => `${kind}_${++count}` },
    publicUrl: 'https://api.example',
    mailer: {
      send: async (mail: OutgoingMail) => {
        mails.push(mail);
        return outcome;
      },
    },
    systemSender,
  });
  const inviteBob = (role: Role = 'editor', email = 'Bob@One.Example') =>
    invite(deps())(ann, { email, name: 'Bob', role });
  const tokenIn = (mail: OutgoingMail | undefined): string => /#invitation=(.*)$/m.exec(mail?.text ?? '')?.[1] ?? '';
  const codeOf = (result: { ok: boolean; error?: { code: string } }) => (result.ok ? 'ok' : result.error?.code);

  beforeEach(() => {
    people = new MemoryPeople();
    people.members.push(aMember());
    mails = [];
    outcome = { outcome: 'sent', sesMessageId: 'm' };
    now = '2026-11-25T09:00:00.000Z';
    count = 0;
    systemSender = 'hello@system.example';
  });

  it('make a member of who accepts, once', async () => {
    await inviteBob();
    expect(mails[0]).toMatchObject({ to: 'bob@one.example', from: { email: 'hello@system.example' } });
    expect(mails[0]?.html).toContain('Ice &amp; Co');
    const token = tokenIn(mails[0]);
    expect(await acceptInvitation(deps())(person('p-bob'), token)).toMatchObject({
      ok: true,
      value: { tenantId: 'ten_1', personId: 'p-bob', role: 'editor', name: 'Bob' },
    });
    expect(people.open).toEqual([]);
    people.members.splice(1);
    expect(codeOf(await acceptInvitation(deps())(person('p-bob'), token))).toBe('not_found');
  });

  it('accepted twice by the same person are answered the same', async () => {
    await inviteBob();
    const first = await acceptInvitation(deps())(person('p-bob'), tokenIn(mails[0]));
    expect(await acceptInvitation(deps())(person('p-bob'), tokenIn(mails[0]))).toEqual(first);
  });

  it('are for the address that was invited, once it is verified', async () => {
    await inviteBob();
    people.persons.push(
      { id: 'eve', email: 'eve@one.example', name: 'Eve', emailVerified: true },
      { id: 'fake', email: 'bob@one.example', name: 'Not Bob', emailVerified: false },
    );
    for (const id of ['eve', 'fake', 'nobody'])
      expect(codeOf(await acceptInvitation(deps())(person(id), tokenIn(mails[0])))).toBe('conflict');
    expect(people.members).toHaveLength(1);
    expect(codeOf(await acceptInvitation(deps())({ ...ann, principal: 'key:k' }, tokenIn(mails[0])))).toBe('conflict');
  });

  it.each([
    ['', 'before the end of the seventh day', '2026-12-02T08:59:59.999Z', 'ok'],
    ['not ', 'at the end of the seventh day', '2026-12-02T09:00:00.000Z', 'not_found'],
  ])('are %sgood %s', async (_, __, later, code) => {
    await inviteBob();
    now = later;
    expect(codeOf(await acceptInvitation(deps())(person('p-bob'), tokenIn(mails[0])))).toBe(code);
    expect((await listInvitations(deps())(ann)).ok).toBe(true);
  });

  it('that expired are not listed', async () => {
    await inviteBob();
    expect(await listInvitations(deps())(ann)).toMatchObject({ value: { items: [{ email: 'bob@one.example' }] } });
    now = '2026-12-02T09:00:00.000Z';
    expect(await listInvitations(deps())(ann)).toMatchObject({ value: { items: [] } });
  });

  it.each([
    'x',
    '["cursor","ten_1","invitation_1"]',
    '["invitation","ten_2","invitation_1"]',
    '["invitation","ten_1"]',
  ])('do not come of the token %s', async (token) => {
    await inviteBob();
    expect(codeOf(await acceptInvitation(deps())(person('p-bob'), token))).toBe('not_found');
  });

  it('that were withdrawn make nobody a member, even while somebody accepts', async () => {
    await inviteBob();
    people.meanwhile = () => void people.open.splice(0);
    expect(codeOf(await acceptInvitation(deps())(person('p-bob'), tokenIn(mails[0])))).toBe('not_found');
    expect(codeOf(await withdrawInvitation(deps())(ann, 'invitation_1'))).toBe('not_found');
    expect(people.members).toHaveLength(1);
  });

  it('give way to a newer one for the same address', async () => {
    await inviteBob('editor');
    await inviteBob('viewer', 'bob@one.example');
    expect(people.open.map(({ role }) => role)).toEqual(['viewer']);
    expect(codeOf(await acceptInvitation(deps())(person('p-bob'), tokenIn(mails[0])))).toBe('not_found');
  });

  it('to a role above that of who invites, to members and to no address are refused', async () => {
    expect(codeOf(await inviteBob('owner'))).toBe('invalid');
    expect(codeOf(await inviteBob('editor', 'bob@'))).toBe('invalid');
    people.persons.push({ id: 'ann', email: 'ann@one.example', name: 'Ann', emailVerified: true });
    expect(codeOf(await inviteBob('editor', 'ann@one.example'))).toBe('conflict');
    expect([mails, people.open]).toEqual([[], []]);
  });

  it('leave nothing behind when their mail does not leave', async () => {
    outcome = { outcome: 'refused', reason: 'sender_not_verified', detail: 'not verified' };
    expect(codeOf(await inviteBob())).toBe('conflict');
    expect(people.open).toEqual([]);
    outcome = { outcome: 'unknown', detail: 'time-out' };
    expect(codeOf(await inviteBob())).toBe('ok');
  });

  it('need somebody to mail them', async () => {
    systemSender = null;
    expect(await inviteBob()).toMatchObject({ error: { detail: expect.stringContaining('SystemSender') } });
    expect(people.persons).toEqual([]);
  });
});
