import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type CliAnswer, cli } from '../support/cli.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';

const Created = z.object({ id: z.string() });
const html = '<p>Hello</p><p>{{unsubscribeUrl}} {{postalAddress}}</p>';
const Segments = z.object({
  items: z.array(
    z.looseObject({
      id: z.string(),
      name: z.string(),
      type: z.string(),
      ruleText: z.string().nullable(),
      memberCount: z.number(),
    }),
  ),
});

const campaignFile = (audience: string): string => `name: Engaged
${audience}
sender: { email: team@penguin.example }
steps:
  - { id: hello, kind: email, subject: Hello, html: '${html}', next: null }
`;
const spec = `campaign_audience:
  type: "dynamic_segment"
  segment_id: "engaged_users"

  criteria:
    - lead_score: "> 30"
    - email_verified: true
    - unsubscribed: false

  refresh: "daily"

  enrollment_rules:
    - new_contacts: "auto_enroll"
    - exited_contacts: "remove_from_sequence"
`;

describe('an audience in a file', () => {
  let cloud: TestCloud;
  let folder: string;
  const penguinmails = (...args: string[]): Promise<CliAnswer> =>
    cli(args, { PENGUINMAILS_URL: cloud.cloud.url, PENGUINMAILS_API_KEY: cloud.api.apiKey });
  const json = async (...args: string[]) => {
    const answer = await penguinmails(...args, '--json');
    return { ...answer, data: JSON.parse(answer.out) };
  };
  const written = async (name: string, text: string): Promise<string> => {
    const file = join(folder, name);
    await writeFile(file, text);
    return file;
  };
  const segmentCalled = async (name: string) =>
    (await cloud.api.get('/api/segments?limit=100', Segments)).items.filter((one) => one.name === name);

  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
    folder = await mkdtemp(join(tmpdir(), 'penguinmails-audience-'));
    for (const [email, leadScore] of [
      ['high@audience.example', 50],
      ['low@audience.example', 10],
      ['other@audience.example', 90],
    ] as const)
      await cloud.api.send(
        'POST',
        '/api/contacts',
        { email, leadScore, emailVerified: email !== 'other@audience.example' },
        Created,
      );
  });
  afterAll(async () => {
    await cloud.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('of the specification makes its dynamic segment, once, and mails whom the criteria mean', async () => {
    const file = await written('spec.yaml', campaignFile(spec));
    const planned = await json('plan', file, '--check');
    expect([planned.code, planned.data.audience]).toMatchObject([
      1,
      { segmentId: null, name: 'engaged_users', fields: [{ field: 'rule' }, { field: 'refresh', after: 'daily' }] },
    ]);
    expect((await penguinmails('plan', file)).out).toContain('+ dynamic segment "engaged_users"');
    expect((await penguinmails('apply', file, '--launch')).code).toBe(0);
    expect((await json('apply', file)).data.plan.action).toBe('nothing');
    const segments = await segmentCalled('engaged_users');
    expect(segments).toMatchObject([
      {
        type: 'dynamic',
        refresh: 'daily',
        ruleText: 'contact.lead_score > 30 and contact.email_verified == true and contact.unsubscribed == false',
      },
    ]);
    await cloud.advanceBy('PT5M');
    expect((await cloud.allMails()).map(({ to }) => [to].flat()[0])).toEqual(['high@audience.example']);
  });

  it('follows the file: a changed criterion is a change of its own, also while the campaign runs', async () => {
    const file = await written('spec.yaml', campaignFile(spec.replace('> 30', '> 5').replace('daily', 'never')));
    const { data } = await json('plan', file);
    expect(data).toMatchObject({
      action: 'update',
      settings: [],
      steps: [],
      audience: {
        name: 'engaged_users',
        fields: [
          { field: 'rule', before: expect.stringContaining('> 30'), after: expect.stringContaining('> 5') },
          { field: 'refresh', before: 'daily', after: 'manual' },
        ],
      },
    });
    expect((await penguinmails('apply', file)).code).toBe(0);
    expect((await json('plan', file, '--check')).code).toBe(0);
    await cloud.advanceBy('PT5M');
    expect((await cloud.allMails()).map(({ to }) => [to].flat()[0]).sort()).toEqual([
      'high@audience.example',
      'low@audience.example',
    ]);
  });

  it('is written back by an export that applies to the same', async () => {
    const exported = join(folder, 'exported.yaml');
    expect((await penguinmails('export', 'Engaged', '-o', exported)).code).toBe(0);
    const text = await readFile(exported, 'utf8');
    expect(text).toContain('segment: engaged_users');
    expect(text).toContain('rule: contact.lead_score > 5 and contact.email_verified == true');
    expect((await json('plan', exported, '--check')).data.action).toBe('nothing');
  });

  it('without a name has a segment of its own, and may choose among a list', async () => {
    const list = await cloud.api.send('POST', '/api/segments', { name: 'Fair 2026' }, Created);
    const text = campaignFile(
      'campaign_audience: { type: static_list, segment_id: Fair 2026, criteria: [{ lead_score: "> 30" }] }',
    ).replace('name: Engaged', 'name: Fair');
    const file = await written('fair.yaml', text);
    expect((await penguinmails('apply', file)).code).toBe(0);
    expect((await json('plan', file, '--check')).code).toBe(0);
    const [own] = await segmentCalled('Fair: audience');
    expect(own).toMatchObject({
      type: 'dynamic',
      ruleText: `in_segment("${list.id}") and contact.lead_score > 30`,
    });
    const exported = (await penguinmails('export', 'Fair')).out;
    expect(exported).toContain('rule: in_segment("Fair 2026") and contact.lead_score > 30');
    expect(exported).not.toContain('segment: ');
  });

  it('refuses to put a rule on a list, and to change the segment of another campaign', async () => {
    const onList = campaignFile(
      'campaign_audience: { type: dynamic_segment, segment_id: Fair 2026, criteria: [{ lead_score: "> 1" }] }',
    );
    const refused = await json('plan', await written('on-list.yaml', onList));
    expect([refused.code, refused.data.faults]).toMatchObject([1, [{ line: 2, code: 'static_segment' }]]);
    const foreign = campaignFile(spec).replace('name: Engaged', 'name: Another');
    const shared = await json('plan', await written('another.yaml', foreign));
    expect([shared.code, shared.data.faults]).toMatchObject([1, [{ code: 'segment_in_use' }]]);
    expect(shared.err).toContain('"Engaged"');
  });

  it('simulates a file with those of a CSV file whom the rule means', async () => {
    const file = await written('spec.yaml', campaignFile('audience: { rule: contact.lead_score > 30 }'));
    const csv = await written(
      'contacts.csv',
      'email,lead_score\na@csv.example,40\nb@csv.example,4\nc@csv.example,30\n',
    );
    const { data } = await json('simulate', file, '--contacts', csv);
    expect(data.mails).toBe(1);
    expect(data.warnings).toEqual([expect.stringContaining('2 contacts')]);
  });
});
