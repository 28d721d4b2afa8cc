import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type CliAnswer, cli } from '../support/cli.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';

const Created = z.object({ id: z.string() });
const html = '<p>Hello {{default firstName "you"}}</p><p>{{unsubscribeUrl}} {{postalAddress}}</p>';

const campaign = `name: Onboarding
campaignType: drip
segment: Trial users
sender: { email: team@penguin.example, name: The Team }
category: product
priority: 70
sendWindow: { preferredTime: "09:00", skipWeekends: true }
exclusions:
  customers: true
  rule: contact.lead_score < 0
steps:
  - id: hello
    kind: email
    subject: Welcome
    html: '${html}'
    next: pause
  - id: pause
    kind: wait
    for: 2 days
    next: opened
  - id: opened
    kind: condition
    arms:
      - when: opened(previous) within 2 days
        wait: 1 day
        next: more
    else: null
  - id: more
    kind: email
    template: Second mail
    next: hand_over
  - id: hand_over
    kind: action
    action: { type: start_campaign, campaignId: Sales }
    next: null
`;

describe('penguinmails', () => {
  let cloud: TestCloud;
  let folder: string;
  let file: string;
  const penguinmails = (...args: string[]): Promise<CliAnswer> =>
    cli(args, { PENGUINMAILS_URL: cloud.cloud.url, PENGUINMAILS_API_KEY: cloud.api.apiKey });
  const json = async (...args: string[]) => {
    const answer = await penguinmails(...args, '--json');
    return { ...answer, data: JSON.parse(answer.out) };
  };

  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
    folder = await mkdtemp(join(tmpdir(), 'penguinmails-cli-'));
    file = join(folder, 'onboarding.yaml');
    await writeFile(file, campaign);
    await cloud.api.send('POST', '/api/templates', { name: 'Second mail', subject: 'More', html }, Created);
    await cloud.api.send('POST', '/api/campaigns', { name: 'Sales', campaignType: 'drip' }, Created);
  });
  afterAll(async () => {
    await cloud.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('validates a file, and says its rules as sentences', async () => {
    const { code, out, err } = await penguinmails('validate', file);
    expect([code, out]).toEqual([0, `valid ${file}: 5 steps\n`]);
    expect(err).toContain('The previous email was opened within 2 days.');
  });

  it('plans a new campaign with what it needs, and --check calls that a difference', async () => {
    const { code, data } = await json('plan', file, '--check');
    expect(code).toBe(1);
    expect(data).toMatchObject({
      action: 'create',
      campaignId: null,
      newSegment: 'Trial users',
      newSenders: ['team@penguin.example'],
    });
    expect(data.steps.map((step: { stepId: string }) => step.stepId)).toEqual([
      'hello',
      'pause',
      'opened',
      'more',
      'hand_over',
    ]);
  });

  it('applies it once: then there is nothing to do', async () => {
    const first = await json('apply', file);
    expect([first.code, first.data.plan.action]).toEqual([0, 'create']);
    const again = await json('plan', file, '--check');
    expect([again.code, again.data.action]).toEqual([0, 'nothing']);
    const applied = await json('apply', file);
    expect(applied.data).toMatchObject({ campaignId: first.data.campaignId, plan: { action: 'nothing' } });
  });

  it('registers the senders of a rotation, and exports them by their addresses', async () => {
    const rotating = join(folder, 'rotating.yaml');
    const senders = 'senders:\n  - { email: ann@penguin.example, weight: 3 }\n  - { email: team@penguin.example }\n';
    await writeFile(
      rotating,
      `name: Shared\n${senders}steps:\n  - { id: only, kind: email, subject: Hi, html: '${html}', next: null }\n`,
    );
    const planned = await penguinmails('plan', rotating, '--json');
    expect(JSON.parse(planned.out).newSenders).toEqual(['ann@penguin.example']);
    expect((await penguinmails('apply', rotating)).code).toBe(0);
    expect((await json('plan', rotating, '--check')).data.action).toBe('nothing');
    const { out } = await penguinmails('export', 'Shared');
    expect(out).toMatch(/senders:\n +- email: ann@penguin.example\n +weight: 3\n +- email: team@penguin.example\n/);
  });

  it('shows edits field by field and step by step, and applies them', async () => {
    const edited = campaign
      .replace('priority: 70', 'priority: 80')
      .replace('for: 2 days', 'for: 3 days')
      .replace('subject: Welcome', 'subject: Hello')
      .replace('  customers: true\n', '');
    await writeFile(file, edited);
    const { data } = await json('plan', file);
    expect(data.settings.map((change: { field: string }) => change.field).sort()).toEqual(['exclusions', 'priority']);
    expect(data.settings).toContainEqual({ field: 'priority', before: 70, after: 80 });
    expect(data.steps).toEqual([
      { stepId: 'hello', change: 'change', fields: [{ field: 'subject', before: 'Welcome', after: 'Hello' }] },
      {
        stepId: 'pause',
        change: 'change',
        fields: [{ field: 'for', before: { value: 2, unit: 'days' }, after: { value: 3, unit: 'days' } }],
      },
    ]);
    const { out } = await penguinmails('plan', file);
    expect(out).toContain('~ priority: 70 → 80');
    expect(out).toContain('~ subject: "Welcome" → "Hello"');
    expect((await penguinmails('apply', file)).code).toBe(0);
    expect((await json('plan', file)).data.action).toBe('nothing');
  });

  it('exports what applies to the same, with names in place of ids', async () => {
    const exported = join(folder, 'exported.yaml');
    expect((await penguinmails('export', 'Onboarding', '-o', exported)).code).toBe(0);
    const text = await readFile(exported, 'utf8');
    expect(text).toContain('segment: Trial users');
    expect(text).toContain('template: Second mail');
    expect(text).toContain('campaignId: Sales');
    expect(text).toContain('when: opened(previous) within 2 days');
    expect(text).toContain('for: 3 days');
    const { code, data } = await json('plan', exported, '--check');
    expect([code, data.action]).toEqual([0, 'nothing']);
  });

  it('imports contacts with the lines of the file, and simulates the campaign and the file alike', async () => {
    const csv = join(folder, 'contacts.csv');
    const row = (i: number): string => `person-${i}@${i % 2 ? 'odd' : 'even'}.example,Europe/Berlin`;
    const rows = Array.from({ length: 30 }, (_, i) => row(i));
    await writeFile(csv, ['email,timezone', ...rows, 'no-address,Europe/Berlin'].join('\n'));
    const tried = await json(
      'import-contacts',
      csv,
      '--segment',
      'Trial users',
      '--consent-source',
      'fair',
      '--dry-run',
    );
    expect([tried.code, tried.data.created, tried.data.failed]).toEqual([1, 30, 1]);
    const { code, out, err } = await penguinmails(
      'import-contacts',
      csv,
      '--segment',
      'Trial users',
      '--consent-source',
      'fair',
    );
    expect([code, out]).toEqual([1, 'Imported 31 rows: 30 new, 0 known, 1 left out.\n']);
    expect(err).toContain(`${csv}:32: email:`);

    const start = '2026-12-07T12:00:00.000Z';
    const onServer = await json('simulate', 'Onboarding', '--start', start);
    const ofFile = await json('simulate', file, '--start', start);
    expect(onServer.data.mails).toBe(30);
    expect(onServer.data.calendar).toEqual([{ day: '2026-12-08', mails: 30, zones: { 'Europe/Berlin': 30 } }]);
    expect(ofFile.data.calendar).toEqual(onServer.data.calendar);
    expect(onServer.data.deadEnds).toEqual(['more', 'hand_over']);
    expect((await penguinmails('simulate', 'Onboarding', '--start', start)).out).toMatch(/2026-12-08 +30 +30/);
  });

  it('tells a name that means nothing on the server with its place in the file', async () => {
    const wrong = join(folder, 'wrong.yaml');
    await writeFile(wrong, campaign.replace('template: Second mail', 'template: Third mail'));
    const { code, err } = await penguinmails('plan', wrong);
    expect([code, err]).toEqual([1, `error ${wrong}:30:15: steps.3.template: There is no template "Third mail".\n`]);
  });

  it('takes the template of a variant by its name, and writes it back so', async () => {
    const test = join(folder, 'test.yaml');
    const text = `name: Long or short
campaignType: ab_test
steps:
  - id: sale
    kind: email
    subject: Sale
    html: '${html}'
    variants: [{ key: short }, { key: long, template: Second mail }]
    next: null
`;
    await writeFile(test, text);
    expect((await penguinmails('apply', test)).code).toBe(0);
    const { items } = await cloud.api.get('/api/templates', z.object({ items: z.array(Created) }));
    const { data } = await json('plan', test);
    const campaignOf = z.object({
      steps: z.tuple([z.object({ variants: z.array(z.record(z.string(), z.unknown())) })]),
    });
    const { steps } = await cloud.api.get(`/api/campaigns/${data.campaignId}`, campaignOf);
    expect([data.action, steps[0].variants[1]?.['templateId']]).toEqual(['nothing', items[0]?.id]);
    expect((await penguinmails('export', 'Long or short')).out).toContain('template: Second mail');
    await writeFile(test, text.replace('Second mail', 'No mail'));
    expect((await penguinmails('plan', test)).err).toContain(
      'steps.0.variants.1.template: There is no template "No mail".',
    );
  });

  it('does not overwrite what somebody else changed meanwhile', async () => {
    const { ApiClient } = await import('../../cli/api-client.ts');
    const { apply, compare } = await import('../../cli/server/apply.ts');
    const { readCampaignFile } = await import('../../cli/file/read-campaign.ts');
    const api = new ApiClient(cloud.cloud.url, cloud.api.apiKey);
    const wanted = readCampaignFile((await readFile(file, 'utf8')).replace('priority: 80', 'priority: 10'), 'f');
    const comparison = await compare(api, wanted);
    await api.send('PATCH', `/api/campaigns/${comparison.plan.campaignId}`, { priority: 99 }, z.unknown());
    await expect(apply(api, comparison)).rejects.toMatchObject({ status: 412 });
    expect((await penguinmails('apply', file)).code).toBe(0);
  });

  it('launches once, and says so', async () => {
    const simple = join(folder, 'simple.yaml');
    const one = campaign.slice(0, campaign.indexOf('steps:'));
    await writeFile(
      simple,
      `${one.replace('Onboarding', 'Simple')}steps:\n  - id: hello\n    kind: email\n    subject: Hi\n    html: '${html}'\n    next: null\n`,
    );
    const first = await json('apply', simple, '--launch');
    expect([first.code, first.data.launched]).toEqual([0, true]);
    await cloud.advanceBy('PT5M');
    const second = await json('apply', simple, '--launch');
    expect([second.code, second.data.launched, second.data.plan.action]).toEqual([0, false, 'nothing']);
    expect(second.err).toContain('it was not launched again');
  });

  it('exits with 3 when the server refuses, and with 4 when nobody answers', async () => {
    const refused = await cli(['plan', file, '--url', cloud.cloud.url, '--key', 'pk_wrong_key']);
    expect([refused.code, refused.out]).toEqual([3, '']);
    const elsewhere = await cli(['plan', file, '--url', `${cloud.cloud.url}/api/docs#`, '--key', 'k']);
    expect(elsewhere.code).toBe(3);
    const nobody = await cli(['plan', file, '--url', 'http://127.0.0.1:9', '--key', 'k']);
    expect([nobody.code, nobody.err]).toEqual([4, 'Nobody answers at http://127.0.0.1:9.\n']);
  });
});
