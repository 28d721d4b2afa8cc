import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCampaignFile } from '../../cli/file/read-campaign.ts';
import { aLaunched, booksOf, timelineOf } from '../support/campaigns.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';

const file = readCampaignFile(readFileSync('demo/lead-nurturing.yaml', 'utf8'), 'demo/lead-nurturing.yaml');
const eager = 'eager@one.example';
const cold = 'cold@two.example';
const late = 'late@three.example';

/** Email steps of the specification's sequence in the order a contact got them. */
async function emailsOf(cloud: TestCloud, campaignId: string, contactId: string): Promise<string[]> {
  const { timeline } = await timelineOf(cloud.api, campaignId, contactId);
  return timeline.filter((entry) => entry.what === 'email_planned').map((entry) => entry.stepId ?? '');
}

describe('the 10-step lead-nurturing campaign', () => {
  let cloud: TestCloud;
  let campaignId: string;
  let ids: string[];
  const act = async (address: string, type: string): Promise<void> => {
    const mails = (await cloud.mailsTo(address)).filter((mail) => mail.direction === 'outbound');
    await cloud.events({
      messageId: mails.at(-1)?.messageId,
      type,
      ...(type === 'Click' ? { link: 'https://example.com/' } : {}),
    });
    await cloud.advanceBy('PT1M');
  };
  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
    ({ campaignId, contactIds: ids } = await aLaunched(cloud, file.steps, [eager, cold, late]));
  });
  afterAll(() => cloud.close());

  it('takes each contact along the arms that its own behaviour chooses', async () => {
    for (let day = 0; day < 21; day++) {
      const last = async (address: string) =>
        (await cloud.mailsTo(address)).filter((mail) => mail.direction === 'outbound').length;
      const before = [await last(eager), await last(late)];
      if (day === 0) await act(eager, 'Open');
      await cloud.advanceBy('P1D');
      const after = [await last(eager), await last(late)];
      if (after[0] !== before[0]) {
        await act(eager, 'Open');
        await act(eager, 'Click');
      }
      if (after[1] !== before[1]) await act(late, 'Open');
    }
    const [eagerPath, coldPath, latePath] = await Promise.all(ids.map((id) => emailsOf(cloud, campaignId, id)));
    const emailIds = file.steps.filter((step) => step.kind === 'email').map((step) => step.id);
    expect(new Set([...(eagerPath ?? []), ...(coldPath ?? [])])).toEqual(new Set(emailIds));
    expect(eagerPath).not.toEqual(coldPath);
    expect(latePath?.[1]).toBe(coldPath?.[1]);
  });

  it('keeps the books balanced on every arm', async () => {
    expect(await booksOf(cloud, campaignId)).toMatchObject({ balanced: true, settled: true });
  });

  it('moves a contact who replies to sales', async () => {
    const { campaignId: second, contactIds } = await aLaunched(cloud, file.steps, ['talker@four.example']);
    for (let day = 0; day < 16; day++) {
      const mails = (await cloud.mailsTo('talker@four.example')).filter((mail) => mail.direction === 'outbound');
      await cloud.events({ messageId: mails.at(-1)?.messageId, type: 'Reply', text: 'Tell me more, please.' });
      await cloud.advanceBy('P1D');
    }
    const { enrollment } = await timelineOf(cloud.api, second, contactIds[0] ?? '');
    expect(enrollment).toMatchObject({ status: 'exited', exitReason: 'move_to_sales' });
  });
});
