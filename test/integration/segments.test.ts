import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { keys } from '../../src/adapters/dynamo/keys.ts';
import { Table } from '../../src/adapters/dynamo/table.ts';
import { Segment, SegmentCount, SegmentView } from '../../src/contracts/segment.ts';
import type { Step } from '../../src/contracts/step.ts';
import { anEmail, aWait } from '../support/builders.ts';
import { aLaunched, statusOf, subjectsTo, timelineOf } from '../support/campaigns.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';

const Created = z.object({ id: z.string() });
const Changed = z.object({ id: z.string() });
const Ids = z.object({ items: z.array(Created), nextCursor: z.string().nullable() });

const drip = [anEmail('first', 'w1'), aWait('w1', 'second', 3), anEmail('second', 'w2'), aWait('w2', 'third', 30)];
const steps = [...drip, anEmail('third', null)];

/** The product's table on a local cloud, as an adapter sees it. */
function tableOf({ cloud }: TestCloud): Table {
  const name = cloud.assembly.ofType('AWS::DynamoDB::GlobalTable')[0]?.name ?? '';
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return new Table(name, new DynamoDBClient({ endpoint: cloud.gatewayUrl, region: 'us-east-1', credentials }));
}

const sqsEvent = (works: readonly object[]) => ({
  Records: works.map((work, i) => ({
    messageId: `m${i}`,
    receiptHandle: `r${i}`,
    body: JSON.stringify(work),
    attributes: { ApproximateReceiveCount: '1' },
    messageAttributes: {},
    eventSource: 'aws:sqs',
  })),
});

describe('dynamic segments', () => {
  let cloud: TestCloud;
  const send = <T extends z.ZodType>(method: 'POST' | 'PATCH', path: string, body: object, reply: T) =>
    cloud.api.send(method, path, body, reply);
  const contact = async (email: string, companySize: number): Promise<string> =>
    (await send('POST', '/api/contacts', { email, companySize }, Created)).id;
  const contacts = (group: string, count: number, companySize: number): Promise<string[]> =>
    Promise.all(Array.from({ length: count }, (_, i) => contact(`${group}${i}@size.example`, companySize)));
  const resize = (id: string, companySize: number) => send('PATCH', `/api/contacts/${id}`, { companySize }, Changed);
  const segment = (id: string) => cloud.api.get(`/api/segments/${id}`, SegmentView);
  const aSegment = async (ruleText: string, over: object = {}): Promise<string> => {
    const body = { name: ruleText.slice(0, 100), type: 'dynamic', ruleText, ...over };
    return (await send('POST', '/api/segments', body, SegmentView)).id;
  };
  const membersOf = async (id: string): Promise<Set<string>> => {
    const found = new Set<string>();
    let cursor: string | null = null;
    do {
      const after: string = cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
      const page = await cloud.api.get(`/api/segments/${id}/members?limit=100${after}`, Ids);
      for (const one of page.items) found.add(one.id);
      cursor = page.nextCursor;
    } while (cursor);
    return found;
  };
  const launch = async (segmentId: string, over: object = {}): Promise<string> => {
    const from = { fromEmail: 'news@penguin.example', fromName: 'Penguin News' };
    const body = { name: `To ${segmentId}`, campaignType: 'drip', segmentId, ...from, ...over };
    const { id } = await send('POST', '/api/campaigns', body, Created);
    await cloud.api.send('PUT', `/api/campaigns/${id}/steps`, { steps }, z.object({ launchable: z.literal(true) }));
    await send('POST', `/api/campaigns/${id}/launch`, {}, z.object({ success: z.literal(true) }));
    return id;
  };

  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
    await send('POST', '/api/senders', { email: 'news@penguin.example', name: 'Penguin News' }, Created);
  });
  afterAll(() => cloud.close());

  it('enroll who joins and remove who leaves, day by day, as in the specification', async () => {
    const large = await contacts('large', 30, 500);
    const small = await contacts('small', 10, 5);
    const segmentId = await aSegment('contact.company_size > 100');
    const rules = { newContacts: 'auto_enroll', exitedContacts: 'remove_from_sequence' };
    const campaignId = await launch(segmentId, { enrollmentRules: rules });
    await cloud.advanceBy('PT5M');
    expect(await segment(segmentId)).toMatchObject({ memberCount: 30, refreshState: 'done', stale: false });
    expect(await subjectsTo(cloud, 'large0@size.example')).toEqual(['Subject of first']);
    expect(await subjectsTo(cloud, 'small0@size.example')).toEqual([]);

    await cloud.advanceBy('P1D');
    for (const id of small.slice(0, 5)) await resize(id, 900);
    for (const id of large.slice(0, 4)) await resize(id, 9);
    await cloud.advanceBy('P4D');
    expect(await membersOf(segmentId)).toEqual(new Set([...large.slice(4), ...small.slice(0, 5)]));
    expect(await segment(segmentId)).toMatchObject({ memberCount: 31 });
    const joined = await timelineOf(cloud.api, campaignId, small[0] ?? '');
    expect(joined.messages.map(({ stepId, status }) => [stepId, status])).toEqual([
      ['first', 'delivered'],
      ['second', 'delivered'],
    ]);
    const gone = await timelineOf(cloud.api, campaignId, large[0] ?? '');
    expect(gone.enrollment).toMatchObject({ status: 'exited', exitReason: 'segment_left' });
    expect(await subjectsTo(cloud, 'large0@size.example')).toEqual(['Subject of first']);
    expect(await subjectsTo(cloud, 'large4@size.example')).toEqual(['Subject of first', 'Subject of second']);
    expect(await statusOf(cloud.api, campaignId)).toBe('active');
  });

  it('are counted live, with examples and the facts that made them match', async () => {
    await contacts('counted', 25, 77_777);
    const rule = { contact: { field: 'companySize', op: 'eq', value: 77_777 } };
    const preview = await send('POST', '/api/segments/preview', { rule }, SegmentCount);
    expect(preview).toMatchObject({ count: 25, exact: true, interval: null, allCounted: true });
    expect(preview.sample).toHaveLength(20);
    for (const { contact: one, because } of preview.sample) {
      expect(one.companySize).toBe(77_777);
      expect(because).toBe('companySize is 77777, equal to 77777');
    }
    const id = await aSegment('contact.company_size == 77777', { refresh: 'manual' });
    expect(await send('POST', `/api/segments/${id}/count`, {}, SegmentCount)).toMatchObject({ count: 25 });
  });

  it('may ask about events, and about other segments by name', async () => {
    const [buyer, visitor] = await contacts('event', 2, 3_001);
    const event = { name: 'order.completed', contactId: buyer, properties: { amount: 60 } };
    await send('POST', '/api/events', event, z.unknown());
    const list = await send('POST', '/api/segments', { name: 'Chosen ones' }, Created);
    const members = { contactIds: [buyer, visitor] };
    await send('POST', `/api/segments/${list.id}/members`, members, z.object({ added: z.literal(2) }));
    const id = await aSegment('in_segment("Chosen ones") and event("order.completed").amount >= 50');
    await cloud.advanceBy('PT1M');
    expect(await membersOf(id)).toEqual(new Set([buyer]));
    const view = await segment(id);
    expect(view).toMatchObject({ memberCount: 1, rule: { all: [{ segment: list.id }, expect.anything()] } });
    expect(view.progress).toMatchObject({ matched: 1, joined: 1, left: 0 });
  });

  it('follow a new rule at once, and who left a manual one leaves when it is asked to', async () => {
    const [a, b] = await contacts('manual', 2, 4_001);
    const id = await aSegment('contact.company_size == 4001', { refresh: 'manual' });
    await cloud.advanceBy('PT1M');
    await resize(a ?? '', 4_002);
    await cloud.advanceBy('P2D');
    expect(await membersOf(id)).toEqual(new Set([a, b]));
    await send('POST', `/api/segments/${id}/refresh`, {}, SegmentView);
    await cloud.advanceBy('PT1M');
    expect(await membersOf(id)).toEqual(new Set([b]));
    const changed = await send(
      'PATCH',
      `/api/segments/${id}`,
      { ruleText: 'contact.company_size == 4002' },
      SegmentView,
    );
    expect(changed).toMatchObject({ refreshState: 'running', stale: true });
    await cloud.advanceBy('PT1M');
    expect(await membersOf(id)).toEqual(new Set([a]));
    expect(await segment(id)).toMatchObject({ memberCount: 1, stale: false });
  });

  it('change nothing when their refresh is delivered again and again', async () => {
    const ids = await contacts('again', 3, 5_001);
    const id = await aSegment('contact.company_size == 5001', { refresh: 'manual' });
    await cloud.advanceBy('PT1M');
    const row = await tableOf(cloud).get(keys.segment(cloud.tenantId, id));
    const { id: refreshId } = Segment.parse(row).refreshing ?? {};
    const works = [0, 1, 2, 3, 0, 1, 2, 3].map((shard) => ({
      kind: 'refresh',
      tenantId: cloud.tenantId,
      segmentId: id,
      refreshId,
      shard,
    }));
    expect(await cloud.invoke('Plan', sqsEvent(works))).toEqual({ batchItemFailures: [] });
    const told = [{ tenantId: cloud.tenantId, segmentId: id, contactIds: ids, cause: refreshId }];
    expect(await cloud.invoke('EnrolBatch', sqsEvent([...told, ...told]))).toEqual({ batchItemFailures: [] });
    expect(await membersOf(id)).toEqual(new Set(ids));
    expect(await segment(id)).toMatchObject({ memberCount: 3, refreshState: 'done' });
  });

  it('are refused with every fault of their rule, and no circle can be made of them', async () => {
    const bad = { all: [{ segment: 'Nowhere' }, { engagement: { email: 'any', event: 'opened' } }] };
    const refused = await cloud.raw('POST', '/api/segments', {
      body: JSON.stringify({ name: 'Bad', type: 'dynamic', rule: bad }),
    });
    expect(refused.status).toBe(422);
    expect(refused.body['errors']).toMatchObject([
      { path: 'body.rule.all.0.segment', code: 'unknown_segment' },
      { path: 'body.rule.all.1.engagement', code: 'engagement_not_allowed' },
    ]);
    const text = await cloud.raw('POST', '/api/segments', {
      body: JSON.stringify({ name: 'Bad', type: 'dynamic', ruleText: 'contact.company_size >' }),
    });
    expect(text.body['errors']).toMatchObject([{ path: 'body.ruleText', code: 'rule_syntax', line: 1 }]);

    const first = await aSegment('contact.company_size == 6001', { name: 'First' });
    await aSegment('in_segment("First")', { name: 'Second' });
    const circle = await cloud.raw('PATCH', `/api/segments/${first}`, {
      body: JSON.stringify({ ruleText: 'in_segment("Second")' }),
    });
    expect([circle.status, circle.body['errors']]).toMatchObject([422, [{ code: 'segment_cycle' }]]);
    const asked = await cloud.raw('DELETE', `/api/segments/${first}`);
    expect([asked.status, asked.body['detail']]).toEqual([409, expect.stringContaining('"Second"')]);
  });

  it('cannot be deleted while a campaign runs on them, and give back their members when they are', async () => {
    const [id = ''] = await contacts('deleted', 1, 7_001);
    const segmentId = await aSegment('contact.company_size == 7001', { refresh: 'manual' });
    const campaignId = await launch(segmentId, { name: 'Running campaign' });
    await cloud.advanceBy('PT5M');
    const used = await cloud.raw('DELETE', `/api/segments/${segmentId}`);
    expect([used.status, used.body['detail']]).toEqual([409, expect.stringContaining('"Running campaign"')]);
    await send('POST', `/api/campaigns/${campaignId}/archive`, {}, z.unknown());
    expect((await cloud.raw('DELETE', `/api/segments/${segmentId}`)).status).toBe(204);
    expect((await cloud.raw('GET', `/api/segments/${segmentId}`)).status).toBe(404);
    await cloud.advanceBy('PT1M');
    const { segments } = await cloud.api.get(`/api/contacts/${id}`, z.object({ segments: z.array(z.string()) }));
    expect(segments).toEqual([]);
  });
});

describe('static segments', () => {
  let cloud: TestCloud;
  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
  });
  afterAll(() => cloud.close());

  it('enroll who is added by hand and remove who is taken out, where a campaign asks for it', async () => {
    const rules = { newContacts: 'auto_enroll', exitedContacts: 'remove_from_sequence' };
    const emails = ['ann@list.example', 'bob@list.example'];
    const { campaignId, segmentId, contactIds } = await aLaunched(cloud, steps, emails, { enrollmentRules: rules });
    const { id } = await cloud.api.send('POST', '/api/contacts', { email: 'cyd@list.example' }, Created);
    const [ann = ''] = contactIds;
    const change = (path: string, ids: string[]) =>
      cloud.api.send('POST', `/api/segments/${segmentId}/members${path}`, { contactIds: ids }, z.unknown());
    await change('', [id]);
    await change('/remove', [ann]);
    await cloud.advanceBy('P4D');
    expect(await subjectsTo(cloud, 'cyd@list.example')).toEqual(['Subject of first', 'Subject of second']);
    expect(await subjectsTo(cloud, 'ann@list.example')).toEqual(['Subject of first']);
    expect((await timelineOf(cloud.api, campaignId, ann)).enrollment.exitReason).toBe('segment_left');
    await change('', [ann]);
    await cloud.advanceBy('PT5M');
    expect(await subjectsTo(cloud, 'ann@list.example')).toEqual(['Subject of first']);
  });

  it('may be asked about by name in a condition, even when they are renamed while the campaign runs', async () => {
    const vip = await cloud.api.send('POST', '/api/segments', { name: 'VIP' }, Created);
    const asking = (name: string): Step[] => [
      aWait('w', 'ask', 1),
      { id: 'ask', kind: 'condition', arms: [{ when: { segment: name }, next: 'dear' }], else: 'all' },
      anEmail('dear', null),
      anEmail('all', null),
    ];
    const emails = ['dan@vip.example', 'eve@vip.example'];
    const { campaignId, contactIds } = await aLaunched(cloud, asking('VIP'), emails);
    const members = { contactIds: contactIds.slice(0, 1) };
    await cloud.api.send('POST', `/api/segments/${vip.id}/members`, members, z.unknown());
    await cloud.api.send('PATCH', `/api/segments/${vip.id}`, { name: 'Very important' }, z.unknown());
    await cloud.advanceBy('P2D');
    expect(await subjectsTo(cloud, 'dan@vip.example')).toEqual(['Subject of dear']);
    expect(await subjectsTo(cloud, 'eve@vip.example')).toEqual(['Subject of all']);
    const Judged = z.object({ problems: z.array(z.object({ code: z.string(), path: z.string() })) });
    const judge = (name: string) =>
      cloud.api.send('POST', `/api/campaigns/${campaignId}/steps/validate`, { steps: asking(name) }, Judged);
    expect((await judge('Nobody')).problems).toContainEqual(
      expect.objectContaining({ path: 'steps.1.arms.0.when.segment', code: 'unknown_segment' }),
    );
    expect((await judge('Very important')).problems).toEqual([]);
  });
});
