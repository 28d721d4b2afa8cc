import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { CampaignTemplate, CampaignTemplateSummary } from '../../src/contracts/campaign-template.ts';
import { ShelfVersion } from '../../src/contracts/shelf.ts';
import { VariableReport } from '../../src/contracts/variable-use.ts';
import { anEmail, anExit, aWait } from '../support/builders.ts';
import { aDraft, sender, subjectsTo } from '../support/campaigns.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';

const Instantiated = z.object({
  id: z.string(),
  name: z.string(),
  status: z.string(),
  fromTemplate: z.object({ id: z.string(), version: z.number() }),
});
const Steps = z.object({
  steps: z.array(z.looseObject({ id: z.string(), kind: z.string() })),
  launchable: z.boolean(),
});
const pageOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), nextCursor: z.string().nullable() });

describe('campaign templates', () => {
  let cloud: TestCloud;
  const steps = [
    anEmail('hello', 'w', { subject: 'Hello {{default firstName "you"}}' }),
    aWait('w', 'opened'),
    {
      id: 'opened',
      kind: 'condition' as const,
      arms: [{ when: { engagement: { email: 'previous', event: 'opened' as const } }, next: 'more' }],
      else: 'out',
    },
    anEmail('more', null),
    anExit('out'),
  ];
  const list = (query = '') =>
    cloud.api.get(`/api/campaign-templates?limit=100${query}`, pageOf(CampaignTemplateSummary));
  const instantiate = (id: string, body: object) =>
    cloud.api.send('POST', `/api/campaign-templates/${id}/instantiate`, body, Instantiated);

  /** Two contacts, and a launched campaign of a pre-built template. */
  const launched = async (id: string, emails: readonly string[]): Promise<void> => {
    const { segmentId } = await aDraft(cloud.api, steps, emails);
    const campaign = await instantiate(id, { segmentId, fromEmail: sender.email, fromName: sender.name });
    expect(campaign).toMatchObject({ status: 'draft', fromTemplate: { id, version: 1 } });
    const saved = await cloud.api.get(`/api/campaigns/${campaign.id}/steps`, Steps);
    expect(saved.launchable).toBe(true);
    await cloud.api.send('POST', `/api/campaigns/${campaign.id}/launch`, {}, z.object({ success: z.literal(true) }));
    await cloud.advanceBy('PT5M');
  };

  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
  });
  afterAll(() => cloud.close());

  it('come pre-built with their mails, their length and what their authors say of them', async () => {
    const { items } = await list('&sharing=public');
    expect(
      items.map(({ name, emails, durationDays, conversionRate }) => [name, emails, durationDays, conversionRate]),
    ).toEqual([
      ['Welcome Series', 3, 5, null],
      ['SaaS Welcome Series', 5, 14, '12-18% (industry average)'],
      ['B2B Lead Nurturing', 8, 30, '8-12% (industry average)'],
      ['Onboarding', 5, 7, null],
      ['Re-engagement', 3, 18, null],
      ['Cart Recovery', 3, 5, null],
    ]);
  });

  it('the Welcome Series: three mails arrive within five days', async () => {
    await launched('prebuilt_welcome_series', ['ann@series.example']);
    expect(await subjectsTo(cloud, 'ann@series.example')).toHaveLength(1);
    await cloud.advanceBy('P2D');
    expect(await subjectsTo(cloud, 'ann@series.example')).toHaveLength(2);
    await cloud.advanceBy('P3D');
    expect(await subjectsTo(cloud, 'ann@series.example')).toEqual([
      'Welcome to Penguin Test Company, ann!',
      'Three good ways to begin with Penguin Test Company',
      '20% Off your first year, ann',
    ]);
    const [mail] = await cloud.mailsTo('ann@series.example');
    expect(mail?.html).not.toContain('{{');
    expect(mail?.text).toContain('Ushuaia');
  });

  it('the SaaS Welcome Series: five mails arrive on the days 0, 2, 5, 9 and 14', async () => {
    await launched('prebuilt_saas_welcome_series', ['bob@saas.example']);
    await cloud.advanceBy('P14D');
    const days = (await cloud.mailsTo('bob@saas.example')).map(({ at }) => Date.parse(at) / 86_400_000);
    expect(days.map((day) => Math.round(day - (days[0] ?? 0)))).toEqual([0, 2, 5, 9, 14]);
  });

  it('Cart Recovery: shows the cart an hour after its last change, and stops when the order comes', async () => {
    const campaign = await instantiate('prebuilt_cart_recovery', { fromEmail: sender.email, fromName: sender.name });
    await cloud.api.send('POST', `/api/campaigns/${campaign.id}/launch`, {}, z.object({ success: z.literal(true) }));
    const tell = (name: string, email: string, properties: object = {}) =>
      cloud.api.send(
        'POST',
        '/api/events',
        { name, email, contact: { firstName: email.split('@')[0] }, properties },
        z.unknown(),
      );
    await cloud.advanceBy('PT1M');
    for (const email of ['dan@cart.example', 'eve@cart.example'])
      await tell('cart.updated', email, { items: [{ name: 'Wool hat', quantity: 2 }], total: '38.00' });
    await cloud.advanceBy('PT61M');
    const [mail] = await cloud.mailsTo('dan@cart.example');
    expect(mail?.subject).toBe('You left something in your cart, dan');
    expect(mail?.text).toMatch(/Wool hat × 2[\s\S]*Together: 38\.00/);
    await tell('order.completed', 'dan@cart.example');
    await cloud.advanceBy('P6D');
    expect(await subjectsTo(cloud, 'dan@cart.example')).toHaveLength(1);
    expect(await subjectsTo(cloud, 'eve@cart.example')).toHaveLength(3);
  });

  it('are made of a campaign by the four choices, and make campaigns of their own', async () => {
    const { campaignId } = await aDraft(cloud.api, steps, [], { stopOnReply: 'always' });
    const save = (body: object) =>
      cloud.api.send('POST', `/api/campaigns/${campaignId}/save-as-template`, body, CampaignTemplate);
    const whole = await save({ name: 'Whole', category: 'Onboarding', tags: ['SaaS'], include: { content: true } });
    expect(whole).toMatchObject({ emails: 2, durationDays: 2, settings: { stopOnReply: 'always' }, leftOut: [] });
    expect(whole.steps).toEqual(steps);
    const bare = await save({ name: 'Bare', include: { conditions: false } });
    expect(bare.steps.map(({ id }) => id)).toEqual(['hello', 'w', 'more']);
    expect(bare.placeholders).toContain('[Subject: hello]');
    expect(bare.leftOut.map(({ stepId, what }) => `${stepId} ${what}`)).toEqual([
      'opened condition',
      'out condition',
      'hello content',
      'more content',
    ]);
    expect((await list('&tag=SaaS')).items.map(({ name }) => name)).toEqual(['Whole']);
    const campaign = await instantiate(bare.id, { name: 'Of the bare one' });
    const made = await cloud.api.get(`/api/campaigns/${campaign.id}/steps`, Steps);
    expect([campaign.name, made.launchable]).toEqual(['Of the bare one', true]);
    expect(String(made.steps[0]?.['html'])).toContain('[Headline]');
    const changed = await cloud.api.send(
      'PATCH',
      `/api/campaign-templates/${bare.id}`,
      { name: 'Better' },
      CampaignTemplate,
    );
    expect(changed.rev).toBe(2);
    expect((await instantiate(bare.id, {})).fromTemplate).toEqual({ id: bare.id, version: 2 });
    const restored = await cloud.api.send(
      'POST',
      `/api/campaign-templates/${bare.id}/versions/1/restore`,
      {},
      CampaignTemplate,
    );
    expect([restored.name, restored.rev]).toEqual(['Bare', 3]);
    const versions = await cloud.api.get(`/api/campaign-templates/${bare.id}/versions`, pageOf(ShelfVersion));
    const second = await cloud.api.get(`/api/campaign-templates/${bare.id}/versions/2`, CampaignTemplate);
    expect(second.name).toBe('Better');
    expect(versions.items.map(({ rev }) => rev)).toEqual([3, 2, 1]);
    expect((await cloud.raw('DELETE', `/api/campaign-templates/${bare.id}`)).status).toBe(204);
  });

  it('tell of a campaign which contacts of its audience lack what its mails say', async () => {
    const mail = anEmail('one', null, { subject: 'For {{company}}' });
    const { campaignId, segmentId } = await aDraft(cloud.api, [mail], ['x@lack.example', 'y@lack.example']);
    const report = await cloud.api.get(`/api/campaigns/${campaignId}/variables`, VariableReport);
    expect(report.audience).toEqual({ segmentId, counted: 2, total: 2, exact: true });
    expect(report.variables[0]).toMatchObject({
      path: 'company',
      lacking: 2,
      uses: [{ stepId: 'one', field: 'subject', guarded: false }],
    });
  });
});
