import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { startTestCloud, type TestCloud } from '../support/cloud.ts';

const Created = z.object({ id: z.string() });
const Contact = z.object({
  id: z.string(),
  emailVerified: z.boolean(),
  lastActivityAt: z.string().nullable(),
});

describe('rules', () => {
  let cloud: TestCloud;
  beforeAll(async () => {
    cloud = await startTestCloud();
  });
  afterAll(() => cloud.close());

  const convert = (body: object) => cloud.raw('POST', '/api/rules/convert', { body: JSON.stringify(body) });

  it('are read from text and written as JSON, as text and as a sentence', async () => {
    const text = 'contact.companySize>100 and  email_opened within 2 days';
    const { status, body } = await convert({ text });
    expect([status, body]).toEqual([
      200,
      {
        rule: {
          all: [
            { contact: { field: 'companySize', op: 'gt', value: 100 } },
            { engagement: { email: 'previous', event: 'opened', within: { value: 2, unit: 'days' } } },
          ],
        },
        text: 'contact.company_size > 100 and opened(previous) within 2 days',
        sentence: "The contact's company size is greater than 100 and the previous email was opened within 2 days.",
        problems: [],
      },
    ]);
    expect((await convert({ rule: body['rule'] })).body).toEqual(body);
  });

  it('name their segments, by id or name, and tell of segments that do not exist', async () => {
    const { id } = await cloud.api.send('POST', '/api/segments', { name: 'Engaged' }, Created);
    const known = await convert({ rule: { any: [{ segment: id }, { segment: 'Engaged' }] } });
    expect(known.body).toMatchObject({
      text: `in_segment("${id}") or in_segment("Engaged")`,
      sentence: 'The contact is in the segment "Engaged" or the contact is in the segment "Engaged".',
      problems: [],
    });
    const unknown = await convert({ text: 'in_segment("Engagd") and contact["companySise"] > 1' });
    expect(unknown.status).toBe(200);
    expect(unknown.body['problems']).toMatchObject([
      { path: 'rule.all.0.segment', code: 'unknown_segment' },
      { path: 'rule.all.1.contact.field', code: 'unknown_field' },
    ]);
    const stranger = await cloud.stranger();
    const headers = { authorization: `Bearer ${stranger.apiKey}` };
    const body = JSON.stringify({ rule: { segment: id } });
    const theirs = await cloud.raw('POST', '/api/rules/convert', { body, headers });
    expect(theirs.body).toMatchObject({ problems: [{ code: 'unknown_segment' }] });
    expect(theirs.text).not.toContain('Engaged');
  });

  it('tell where wrong text is wrong and what was expected', async () => {
    const { status, body } = await convert({ text: 'opened(previous) and\n  contact.compny_size > 1' });
    expect(status).toBe(422);
    expect(body['errors']).toEqual([
      {
        path: 'body.text',
        code: 'rule_syntax',
        line: 2,
        column: 11,
        expected: ['contact.company_size', 'contact.custom.<name>'],
        message: 'There is no contact field "compny_size". Did you mean "contact.company_size"?',
      },
    ]);
  });

  it.each([
    ['nothing', {}],
    ['both forms', { text: 'percent(1)', rule: { percent: 1 } }],
    ['a rule of no kind', { rule: { percnt: 1 } }],
    ['a group of none', { rule: { all: [] } }],
    ['a text of no characters', { text: '' }],
    ['a text of too many', { text: ' '.repeat(20_001) }],
  ])('refuse %s', async (_, body) => {
    const answer = await convert(body);
    expect(answer.status).toBe(422);
    expect(answer.body['errors']).not.toEqual([]);
  });

  it('may ask whether an address is verified, which the API sets; the last activity it does not', async () => {
    const made = await cloud.api.send(
      'POST',
      '/api/contacts',
      { email: 'v@one.example', emailVerified: true },
      Contact,
    );
    expect(made).toMatchObject({ emailVerified: true, lastActivityAt: null });
    const path = `/api/contacts/${made.id}`;
    const changed = await cloud.api.send('PATCH', path, { emailVerified: false }, Contact);
    expect(changed.emailVerified).toBe(false);
    const refused = await cloud.raw('PATCH', path, { body: '{"lastActivityAt":"2026-11-25T09:00:00Z"}' });
    expect(refused.status).toBe(422);
  });

  it('of a draft are checked with all their problems at once', async () => {
    const when = {
      all: [{ contact: { field: 'companySise', op: 'gt', value: 1 } }, { trigger: { property: 'a', op: 'exists' } }],
    };
    const steps = [
      { id: 'mail', kind: 'email', subject: 's', html: '<p>{{unsubscribeUrl}} {{postalAddress}}</p>', next: 'ask' },
      { id: 'ask', kind: 'condition', arms: [{ when, next: null }], else: null },
    ];
    const campaign = await cloud.api.send('POST', '/api/campaigns', { name: 'c', campaignType: 'drip' }, Created);
    const { body } = await cloud.raw('POST', `/api/campaigns/${campaign.id}/steps/validate`, {
      body: JSON.stringify({ steps }),
    });
    expect(JSON.stringify(body)).toMatch(/unknown_field.*arms\.0\.when\.all\.0\.contact\.field/);
    expect(JSON.stringify(body)).toMatch(/no_trigger.*arms\.0\.when\.all\.1\.trigger/);
  });
});
