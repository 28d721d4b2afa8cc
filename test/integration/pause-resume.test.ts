import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anEmail, aWait } from '../support/builders.ts';
import { aDraft, aLaunched, booksOf, statusOf, subjectsTo, timelineOf } from '../support/campaigns.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';

const steps = [
  anEmail('first', 'w'),
  aWait('w', 'second', 2),
  anEmail('second', 'v'),
  aWait('v', 'third', 1),
  anEmail('third', null),
];

describe('pause and resume', () => {
  let cloud: TestCloud;
  const post = (path: string, body: object = {}) => cloud.raw('POST', path, { body: JSON.stringify(body) });
  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
  });
  afterAll(() => cloud.close());

  const pausedInTheWait = async (address: string) => {
    const launched = await aLaunched(cloud, steps, [address]);
    await cloud.advanceBy('P1D');
    expect((await post(`/api/campaigns/${launched.campaignId}/pause`)).status).toBe(200);
    await cloud.advanceBy('P3D');
    expect(await subjectsTo(cloud, address)).toHaveLength(1);
    return launched.campaignId;
  };

  it('shift counts the rest of the wait on', async () => {
    const campaignId = await pausedInTheWait('shift@one.example');
    const preview = await cloud.raw('GET', `/api/campaigns/${campaignId}/resume-preview`);
    expect(preview.body['policies']).toContainEqual({ policy: 'shift', leaveWithinHour: 0, skipped: 0, later: 1 });
    expect(preview.body['policies']).toContainEqual({ policy: 'now', leaveWithinHour: 1, skipped: 0, later: 0 });
    expect(preview.body['policies']).toContainEqual({ policy: 'skip_stale', leaveWithinHour: 0, skipped: 1, later: 0 });
    await post(`/api/campaigns/${campaignId}/resume`, { policy: 'shift' });
    await cloud.advanceBy('PT20H');
    expect(await subjectsTo(cloud, 'shift@one.example')).toHaveLength(1);
    await cloud.advanceBy('PT5H');
    expect(await subjectsTo(cloud, 'shift@one.example')).toHaveLength(2);
  });

  it('now sends what fell due at once and waits the next wait in full', async () => {
    const campaignId = await pausedInTheWait('now@one.example');
    await post(`/api/campaigns/${campaignId}/resume`, { policy: 'now' });
    await cloud.advanceBy('PT10M');
    expect(await subjectsTo(cloud, 'now@one.example')).toHaveLength(2);
    await cloud.advanceBy('PT23H');
    expect(await subjectsTo(cloud, 'now@one.example')).toHaveLength(2);
    await cloud.advanceBy('PT2H');
    expect(await subjectsTo(cloud, 'now@one.example')).toHaveLength(3);
  });

  it('skip_stale skips what fell due and sends what comes after', async () => {
    const campaignId = await pausedInTheWait('stale@one.example');
    await post(`/api/campaigns/${campaignId}/resume`, { policy: 'skip_stale' });
    await cloud.advanceBy('P2D');
    expect(await subjectsTo(cloud, 'stale@one.example')).toEqual(['Subject of first', 'Subject of third']);
    expect(await booksOf(cloud, campaignId)).toMatchObject({ balanced: true, settled: true });
  });

  it('a pause shorter than the wait shifts it without anybody having been parked', async () => {
    const { campaignId } = await aLaunched(cloud, steps, ['short@one.example']);
    await post(`/api/campaigns/${campaignId}/pause`);
    await cloud.advanceBy('PT12H');
    await post(`/api/campaigns/${campaignId}/resume`);
    await cloud.advanceBy('PT47H');
    expect(await subjectsTo(cloud, 'short@one.example')).toHaveLength(1);
    await cloud.advanceBy('PT2H');
    expect(await subjectsTo(cloud, 'short@one.example')).toHaveLength(2);
  });

  it('a pause inside the last wait shifts it too, though its execution can carry no other wait', async () => {
    const { campaignId } = await aLaunched(cloud, steps, ['last@one.example']);
    await cloud.advanceBy('P2D');
    expect(await subjectsTo(cloud, 'last@one.example')).toHaveLength(2);
    await post(`/api/campaigns/${campaignId}/pause`);
    await cloud.advanceBy('PT6H');
    await post(`/api/campaigns/${campaignId}/resume`);
    await cloud.advanceBy('PT23H');
    expect(await subjectsTo(cloud, 'last@one.example')).toHaveLength(2);
    await cloud.advanceBy('PT3H');
    expect(await subjectsTo(cloud, 'last@one.example')).toHaveLength(3);
  });

  it('a paused campaign answers a second pause with a conflict, and an archived one lets nobody on', async () => {
    const { campaignId, contactIds } = await aLaunched(cloud, steps, ['archive@one.example']);
    await post(`/api/campaigns/${campaignId}/pause`);
    expect((await post(`/api/campaigns/${campaignId}/pause`)).status).toBe(409);
    expect((await post(`/api/campaigns/${campaignId}/archive`)).status).toBe(200);
    await cloud.advanceBy('P3D');
    expect(await subjectsTo(cloud, 'archive@one.example')).toHaveLength(1);
    const { enrollment } = await timelineOf(cloud.api, campaignId, contactIds[0] ?? '');
    expect(enrollment).toMatchObject({ status: 'exited', exitReason: 'campaign_archived' });
  });

  it('a launch at an instant begins then, and not when it was paused before', async () => {
    const draft = await aDraft(cloud.api, steps, ['timed@one.example']);
    const at = new Date(cloud.cloud.clock.now() + 6 * 3_600_000).toISOString();
    expect((await post(`/api/campaigns/${draft.campaignId}/launch`, { at })).body).toMatchObject({
      campaign: { status: 'scheduled' },
    });
    await cloud.advanceBy('PT5H');
    expect(await subjectsTo(cloud, 'timed@one.example')).toHaveLength(0);
    await cloud.advanceBy('PT2H');
    expect(await subjectsTo(cloud, 'timed@one.example')).toHaveLength(1);
    expect(await statusOf(cloud.api, draft.campaignId)).toBe('active');

    const other = await aDraft(cloud.api, steps, ['cancelled@one.example']);
    const later = new Date(cloud.cloud.clock.now() + 6 * 3_600_000).toISOString();
    await post(`/api/campaigns/${other.campaignId}/launch`, { at: later });
    await post(`/api/campaigns/${other.campaignId}/pause`);
    await cloud.advanceBy('PT8H');
    expect(await subjectsTo(cloud, 'cancelled@one.example')).toHaveLength(0);
  });
});
