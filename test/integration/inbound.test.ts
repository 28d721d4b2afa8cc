import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anEmail, aWait } from '../support/builders.ts';
import { aLaunched, analyticsOf, timelineOf } from '../support/campaigns.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';

const steps = [anEmail('first', 'w'), aWait('w', 'second'), anEmail('second', null)];
const addresses = ['mailto@one.example', 'ooo@one.example', 'human@one.example', 'forged@one.example'] as const;

/** Mail that comes back, as SES tells of it: by the address it was sent to. */
describe('received mail', () => {
  let cloud: TestCloud;
  let campaignId: string;
  let ids: string[];
  const receive = (recipient: string, headers: { name: string; value: string }[] = []) => {
    const at = '2026-11-25T10:00:00.000Z';
    const mail = { timestamp: at, messageId: `in-${recipient}`, source: 'somebody@one.example', headers };
    const body = JSON.stringify({
      notificationType: 'Received',
      mail,
      receipt: { timestamp: at, recipients: [recipient] },
    });
    return cloud.invoke('RecordEvents', { Records: [{ messageId: 'm', body }] });
  };
  const enrollmentOf = async (i: number) => (await timelineOf(cloud.api, campaignId, ids[i] ?? '')).enrollment;
  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
    ({ campaignId, contactIds: ids } = await aLaunched(cloud, steps, addresses));
  });
  afterAll(() => cloud.close());

  it('at the unsubscribe address of a mail unsubscribes its reader', async () => {
    const address = /<mailto:([^>?]+)/.exec(await cloud.headerOf(addresses[0], 'List-Unsubscribe'))?.[1] ?? '';
    expect(await receive(address)).toEqual({ batchItemFailures: [] });
    expect(await enrollmentOf(0)).toMatchObject({ status: 'exited', exitReason: 'unsubscribed' });
  });

  it('is no reply when a machine wrote it', async () => {
    await receive(await cloud.headerOf(addresses[1], 'Reply-To'), [{ name: 'Auto-Submitted', value: 'auto-replied' }]);
    expect(await enrollmentOf(1)).toMatchObject({ status: 'active' });
  });

  it('at the reply address is a reply', async () => {
    await receive(await cloud.headerOf(addresses[2], 'Reply-To'));
    expect(await enrollmentOf(2)).toMatchObject({ status: 'exited', exitReason: 'replied' });
  });

  it('at an address that was tampered with asks for nothing', async () => {
    const address = await cloud.headerOf(addresses[3], 'Reply-To');
    expect(await receive(address.replace(/^r-/, 'u-'))).toEqual({ batchItemFailures: [] });
    expect(await enrollmentOf(3)).toMatchObject({ status: 'active' });
  });

  it('is counted once each', async () => {
    expect((await analyticsOf(cloud.api, campaignId)).overall).toMatchObject({ replies: 1, unsubscribes: 1 });
  });
});
