import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { stepOf } from '../../../cli/file/check.ts';
import { readCampaign } from '../../../cli/file/read-campaign.ts';
import { CampaignFile } from '../../../cli/file/schema.ts';
import { expandShorthands, parseDuration } from '../../../cli/file/shorthand.ts';
import { writeCampaign } from '../../../cli/file/write-campaign.ts';
import { campaignSchemaFile, campaignSchemaText } from '../../../scripts/campaign-schema.ts';
import { Rule } from '../../../src/contracts/rule.ts';
import { durationText } from '../../../src/domain/rules/words.ts';
import { aRule } from '../rules/rule-arbitrary.ts';

const aDuration = fc.record({
  value: fc.integer({ min: 1, max: 525_600 }),
  unit: fc.constantFrom('minutes' as const, 'hours' as const, 'days' as const, 'weeks' as const),
});
const validRule = aRule.filter((rule) => Rule.safeParse(rule).success);
const demos = ['demo/welcome-series.yaml', 'demo/lead-nurturing.yaml'];

const reread = (file: CampaignFile): unknown => {
  const { value, findings } = expandShorthands(parse(writeCampaign(file)));
  expect(findings).toEqual([]);
  return CampaignFile.parse(value);
};

describe('a campaign written to a file', () => {
  it('is read back to the same, with any rules and durations', () => {
    fc.assert(
      fc.property(validRule, validRule, aDuration, aDuration, (rule, other, wait, timeout) => {
        const file = CampaignFile.parse({
          name: 'A campaign',
          campaignType: 'triggered',
          trigger: {
            event: 'cart.left',
            filter: other,
            unless: { event: 'order.made', within: wait },
            reentry: { rule: 'after', after: timeout },
          },
          exclusions: { rule, customers: true },
          steps: [
            { id: 'w', kind: 'wait', for: wait, next: 'c' },
            {
              id: 'c',
              kind: 'condition',
              arms: [
                { when: rule, wait, next: 'e' },
                { when: other, next: null },
              ],
              else: null,
            },
            { id: 'e', kind: 'wait_for_event', event: 'a.b', timeout, onEvent: null, onTimeout: null },
          ],
        });
        expect(reread(file)).toEqual(file);
      }),
      { numRuns: 200 },
    );
  });

  it('is read back to the same with every setting, and says nothing that is a default', () => {
    const file = CampaignFile.parse({
      id: 'cmp_1',
      name: 'All: of # it',
      description: 'Two\nlines',
      campaignType: 'broadcast',
      segment: 'Everybody',
      sender: { email: 'a@b.example', name: 'A' },
      senders: [{ email: 'a@b.example', name: 'A', weight: 3 }, { email: 'c@b.example' }],
      replyToEmail: 'r@b.example',
      endDate: '2027-01-01T00:00:00.000Z',
      timezone: 'Asia/Tokyo',
      sendStrategy: 'optimized',
      trackOpens: false,
      stopOnReply: 'never',
      atMostOnce: true,
      priority: 7,
      category: 'news',
      sendWindow: { preferredTime: '09:00', quietHours: { from: '22:00', to: '06:00' } },
      startLocal: '2026-12-01T09:00',
      exclusions: { inOtherCampaign: 'exclude', receivedWithinHours: 24 },
      enrollmentRules: { newContacts: 'auto_enroll' },
      migration: { migrate: 'move', decisions: { old: { do: 'move', to: 'm' }, older: { do: 'exit' } } },
      audience: { rule: { contact: { field: 'leadScore', op: 'gt', value: 3 } }, refresh: 'manual' },
      steps: [{ id: 'm', kind: 'email', subject: 'yes', html: '<p>\n  a: "b"\n</p>\n', template: 'T', next: null }],
    });
    expect(reread(file)).toEqual(file);
    expect(parse(writeCampaign(CampaignFile.parse({ name: 'Short' })))).toEqual({
      name: 'Short',
      campaignType: 'drip',
      steps: [],
    });
  });

  it('is read back to the same with the test of a mail, whose durations may be words', () => {
    const text = `name: Sale
campaignType: ab_test
steps:
  - id: sale
    kind: email
    html: <p><a href="{{unsubscribeUrl}}">Leave</a> {{postalAddress}}</p>
    variants:
      - { key: a, subject: Sale }
      - { key: b, subject: Big sale, localTime: '18:00' }
      - { key: c, template: The long letter }
    experiment: { share: 20, decideAfter: 8 hours, extend: { by: 1 day, times: 2 }, metric: { goal: order.completed } }
    next: null
`;
    const { file, faults } = readCampaign(text);
    expect(faults).toEqual([]);
    if (!file) throw new Error('The file was not read');
    expect(file.steps[0]).toMatchObject({
      experiment: { decideAfter: { value: 8, unit: 'hours' }, extend: { by: { value: 1, unit: 'days' }, times: 2 } },
    });
    expect(reread(file)).toEqual(file);
    const [step] = file.steps.map((one) => stepOf(one, (name, at) => `${at.join('.')}:${name}`));
    expect(step).toMatchObject({ variants: [{}, {}, { key: 'c', templateId: 'variants.2.template:The long letter' }] });
    expect(JSON.stringify(step)).not.toContain('"template"');
  });

  it('is read back to the same with its goal and the share that is held out', () => {
    const text = `name: Sale
holdoutPercent: 10
goal: { event: order.completed, windowDays: 14, valueProperty: order.total, where: [{ property: plan, op: eq, value: pro }] }
steps:
  - { id: m, kind: email, subject: Hello, template: T, next: null }
`;
    const { file, faults } = readCampaign(text);
    expect(faults).toEqual([]);
    if (!file) throw new Error('The file was not read');
    expect(file).toMatchObject({ holdoutPercent: 10, goal: { windowDays: 14 } });
    expect(reread(file)).toEqual(file);
    expect(readCampaign(text.replace('10', '60')).faults).toHaveLength(1);
  });

  it('reads durations in words as what they were written from', () => {
    fc.assert(
      fc.property(aDuration, (duration) => {
        expect(parseDuration(durationText(duration))).toEqual(duration);
      }),
    );
    for (const text of ['2', 'days', '0 days', '-1 day', '1.5 days', '2 fortnights', '2 days ago'])
      expect(parseDuration(text)).toBeUndefined();
  });
});

describe('the JSON Schema of campaign files', () => {
  const schema = JSON.parse(campaignSchemaText());
  const isValid = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);

  it('is what the contracts say now; run `node scripts/campaign-schema.ts` when this fails', () => {
    expect(readFileSync(campaignSchemaFile, 'utf8')).toBe(campaignSchemaText());
  });

  it.each(demos)('accepts %s, as the reader does', (path) => {
    const text = readFileSync(path, 'utf8');
    expect(isValid(parse(text))).toBe(true);
    expect(readCampaign(text).faults).toEqual([]);
    expect(text).toMatch(/^# yaml-language-server: \$schema=\.\.\/docs\/campaign\.schema\.json\n/);
  });

  it('takes rules and durations as text where the reader does, and nothing unknown', () => {
    const condition = (when: unknown) => ({
      name: 'x',
      steps: [{ id: 'c', kind: 'condition', arms: [{ when, wait: '2 days', next: null }], else: null }],
    });
    expect(isValid(condition('opened(previous)'))).toBe(true);
    expect(isValid(condition({ engagement: { email: 'previous', event: 'opened' } }))).toBe(true);
    expect(isValid(condition({ all: ['opened(previous)'] }))).toBe(false);
    expect(isValid({ name: 'x', nme: 'y' })).toBe(false);
    expect(isValid({ name: 'x', sequence_step: { email_id: 'a', wait_duration: '2 days' } })).toBe(true);
  });
});
