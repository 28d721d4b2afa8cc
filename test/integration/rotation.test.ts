import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Deliverability } from '../../src/contracts/deliverability.ts';
import { anEmail, aWait } from '../support/builders.ts';
import { aDraft, booksOf } from '../support/campaigns.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';

const Created = z.object({ id: z.string() });
const Messages = z.object({ messages: z.array(z.object({ stepId: z.string(), from: z.string().nullable() })) });

describe('a campaign whose contacts are shared by two senders', () => {
  const steps = [anEmail('first', 'w'), aWait('w', 'second', 1), anEmail('second', null)];
  const addresses = Array.from({ length: 24 }, (_, n) => `reader${n}@one.example`);
  const senders: string[] = [];
  let cloud: TestCloud;
  let draft: Awaited<ReturnType<typeof aDraft>>;
  const patch = (path: string, body: object) => cloud.raw('PATCH', path, { body: JSON.stringify(body) });
  const from = async () => {
    const all = await Promise.all(addresses.map((address) => cloud.mailsTo(address)));
    return all.map((mails) => mails.map((mail) => mail.from.replace(/^.*<(.*)>$/, '$1')));
  };
  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
    for (const name of ['ann', 'bob']) {
      const input = { email: `${name}@penguin.example`, name, identity: 'domain' };
      senders.push((await cloud.api.send('POST', '/api/senders', input, Created)).id);
    }
    draft = await aDraft(cloud.api, steps, addresses, {
      fromEmail: null,
      fromName: null,
      senders: senders.map((senderId) => ({ senderId, weight: 1 })),
    });
  });
  afterAll(() => cloud.close());

  it('names no sender that does not exist', async () => {
    const refused = await patch(`/api/campaigns/${draft.campaignId}`, { senders: [{ senderId: 'snd_none' }] });
    expect(refused.status).toBe(422);
    expect(JSON.stringify(refused.body)).toContain('unknown_sender');
  });

  it('shows in a preview the sender that a contact will get', async () => {
    const path = `/api/campaigns/${draft.campaignId}/preview`;
    const { body } = await cloud.raw('POST', path, { body: JSON.stringify({ contactId: draft.contactIds[0] }) });
    expect(body['from']).toMatchObject({ email: expect.stringMatching(/^(ann|bob)@penguin\.example$/) });
  });

  it('sends from both, each with its own name, and says so of each mail', async () => {
    await cloud.raw('POST', `/api/campaigns/${draft.campaignId}/launch`, { body: '{}' });
    await cloud.advanceBy('PT5M');
    const firsts = (await from()).map(([first]) => first);
    expect(new Set(firsts)).toEqual(new Set(['ann@penguin.example', 'bob@penguin.example']));
    const path = `/api/campaigns/${draft.campaignId}/enrollments/${draft.contactIds[0]}`;
    const { messages } = await cloud.api.get(path, Messages);
    expect(messages).toEqual([{ stepId: 'first', from: firsts[0] }]);
  });

  it('keeps the sender of each contact, and lets mails of a paused one wait', async () => {
    expect(await patch(`/api/senders/${senders[0]}`, { paused: true })).toMatchObject({
      status: 200,
      body: { paused: true, name: 'ann', identity: 'domain' },
    });
    await cloud.advanceBy('P1DT1H');
    for (const [first, second] of await from())
      expect(second).toBe(first === 'bob@penguin.example' ? first : undefined);
  });

  it('goes on when the sender may send again', async () => {
    await patch(`/api/senders/${senders[0]}`, { paused: false });
    await cloud.advanceBy('P1DT1H');
    await cloud.advanceBy('PT10M');
    for (const mails of await from()) expect(mails).toEqual([mails[0], mails[0]]);
    expect(await booksOf(cloud, draft.campaignId)).toMatchObject({ balanced: true, settled: true });
  });

  it('counts what each of them sent apart', async () => {
    const { bySender, guardrail } = await cloud.api.get(
      `/api/campaigns/${draft.campaignId}/deliverability`,
      Deliverability,
    );
    const mails = (await from()).flat();
    for (const { email, sent } of bySender) expect(sent).toBe(mails.filter((one) => one === email).length);
    expect(bySender).toHaveLength(2);
    expect(guardrail).toBeNull();
  });
});
