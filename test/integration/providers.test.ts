import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Deliverability } from '../../src/contracts/deliverability.ts';
import { anEmail, aWait } from '../support/builders.ts';
import { aLaunched, booksOf, subjectsTo } from '../support/campaigns.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';

const Messages = z.object({
  messages: z.array(
    z.object({
      stepId: z.string(),
      timing: z.object({ shifts: z.array(z.object({ rule: z.string(), detail: z.string() })) }).nullable(),
    }),
  ),
});

describe('a mailbox provider that refuses mails by its policy', () => {
  const steps = [anEmail('first', 'w'), aWait('w', 'second', 2, 'hours'), anEmail('second', null)];
  const google = Array.from({ length: 25 }, (_, n) => `reader${n}@gmail.com`);
  const yahoo = ['ann@yahoo.com', 'bob@yahoo.fr'];
  let cloud: TestCloud;
  let launched: Awaited<ReturnType<typeof aLaunched>>;
  const googleNow = async () => {
    const path = `/api/campaigns/${launched.campaignId}/deliverability`;
    const { byProvider } = await cloud.api.get(path, Deliverability);
    return byProvider.find(({ provider }) => provider === 'google');
  };
  const countOf = async (address: string) => (await subjectsTo(cloud, address)).length;
  const refuse = async () => {
    for (const address of google.slice(0, 20)) {
      const messageId = (await cloud.mailsTo(address)).at(-1)?.messageId;
      await cloud.events({ messageId, type: 'Bounce', bounceType: 'Transient', bounceSubType: 'ContentRejected' });
    }
    await cloud.advanceBy('PT2M');
  };
  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
    launched = await aLaunched(cloud, steps, [...google, ...yahoo]);
    await cloud.advanceBy('PT1H50M');
    await refuse();
  });
  afterAll(() => cloud.close());

  it('is held, and the campaign says why', async () => {
    expect(await googleNow()).toMatchObject({
      refused: 20,
      hold: { hours: 1, why: expect.stringMatching(/mails to google were put off or refused by its policy/) },
    });
  });

  it('gets no mail for an hour, while the others do', async () => {
    await cloud.advanceBy('PT20M');
    expect(await countOf('reader24@gmail.com')).toBe(1);
    for (const address of yahoo) expect(await countOf(address)).toBe(2);
    const path = `/api/campaigns/${launched.campaignId}/enrollments/${launched.contactIds[24]}`;
    const { messages } = await cloud.api.get(path, Messages);
    const waiting = messages.find(({ stepId }) => stepId === 'second');
    expect(waiting?.timing?.shifts.filter(({ rule }) => rule === 'provider_hold')).toHaveLength(1);
  });

  it('may be released by hand, and gets its mails', async () => {
    const path = '/api/deliverability/providers/google/release';
    expect(await cloud.raw('POST', path)).toMatchObject({ status: 200, body: { provider: 'google', hold: null } });
    expect(await googleNow()).toMatchObject({ refused: 20, hold: null });
    // Delays of a queue are of real time here: the nightly count is what puts the mails on it again.
    await cloud.advanceBy('P1D');
    await cloud.advanceBy('PT10M');
    for (const address of google) expect(await countOf(address)).toBe(2);
    expect(await booksOf(cloud, launched.campaignId)).toMatchObject({ balanced: true, settled: true });
  });

  it('is not known by another name', async () => {
    expect((await cloud.raw('POST', '/api/deliverability/providers/nobody/release')).status).toBe(404);
  });
});
