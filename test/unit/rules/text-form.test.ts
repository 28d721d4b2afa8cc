import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rule } from '../../../src/contracts/rule.ts';
import { maxRuleText, parseRule } from '../../../src/domain/rules/parse.ts';
import { printRule } from '../../../src/domain/rules/print.ts';
import { aRule } from './rule-arbitrary.ts';

const read = (text: string): Rule => {
  const parsed = parseRule(text);
  if (!parsed.ok) throw new Error(`${text}: ${JSON.stringify(parsed.error)}`);
  return parsed.value;
};
const a = { percent: 1 };
const b = { percent: 2 };
const c = { percent: 3 };

describe('the text form of rules', () => {
  it.each<[string, Rule, string?]>([
    ['contact.company_size > 100', { contact: { field: 'companySize', op: 'gt', value: 100 } }],
    [
      'contact.companySize>100',
      { contact: { field: 'companySize', op: 'gt', value: 100 } },
      'contact.company_size > 100',
    ],
    [
      "contact.industry = 'SaaS'",
      { contact: { field: 'industry', op: 'eq', value: 'SaaS' } },
      'contact.industry == "SaaS"',
    ],
    ['contact.custom.Plan_2 != true', { contact: { field: 'custom.Plan_2', op: 'ne', value: true } }],
    [
      'contact.lead_score >= -1.5e3',
      { contact: { field: 'leadScore', op: 'gte', value: -1500 } },
      'contact.lead_score >= -1500',
    ],
    ['contact.country in ("GB", "IE")', { contact: { field: 'country', op: 'in', value: ['GB', 'IE'] } }],
    ['contact.tags contains "vip"', { contact: { field: 'tags', op: 'contains', value: 'vip' } }],
    [
      'contact.email starts with "a\\"\\u0041"',
      { contact: { field: 'email', op: 'starts_with', value: 'a"A' } },
      'contact.email starts with "a\\"A"',
    ],
    ['contact.company exists', { contact: { field: 'company', op: 'exists' } }],
    ['contact.company exists true', { contact: { field: 'company', op: 'exists', value: true } }],
    [
      'contact.company IS MISSING',
      { contact: { field: 'company', op: 'exists', value: false } },
      'contact.company is missing',
    ],
    ['contact.created_at before "2026-11-25"', { contact: { field: 'createdAt', op: 'before', value: '2026-11-25' } }],
    [
      'contact.last_activity_at within last 30 days',
      { contact: { field: 'lastActivityAt', op: 'within_last', value: { value: 30, unit: 'days' } } },
    ],
    ['contact["no such field"] > ?', { contact: { field: 'no such field', op: 'gt' } }],
    [
      'opened(previous) within 1 day',
      { engagement: { email: 'previous', event: 'opened', within: { value: 1, unit: 'days' } } },
    ],
    [
      'clicked("email_1", "https://example.com/x") within 90minutes',
      {
        engagement: {
          email: 'email_1',
          event: 'clicked',
          link: 'https://example.com/x',
          within: { value: 90, unit: 'minutes' },
        },
      },
      'clicked(email_1, "https://example.com/x") within 90 minutes',
    ],
    ['replied(any)', { engagement: { email: 'any', event: 'replied' } }],
    ['email_opened', { engagement: { email: 'previous', event: 'opened' } }, 'opened(previous)'],
    [
      'email_not_clicked within 2 weeks',
      { not: { engagement: { email: 'previous', event: 'clicked', within: { value: 2, unit: 'weeks' } } } },
      'not clicked(previous) within 2 weeks',
    ],
    ['in_segment("Engaged")', { segment: 'Engaged' }],
    ['percent(30)', { percent: 30 }],
    ['event("order.completed")', { event: { name: 'order.completed' } }],
    [
      'event("order.completed").amount >= 50',
      { event: { name: 'order.completed', where: [{ property: 'amount', op: 'gte', value: 50 }] } },
    ],
    [
      'event("order.completed" where amount >= 50 and currency == "EUR") within 30 days at least 2 times',
      {
        event: {
          name: 'order.completed',
          where: [
            { property: 'amount', op: 'gte', value: 50 },
            { property: 'currency', op: 'eq', value: 'EUR' },
          ],
          within: { value: 30, unit: 'days' },
          atLeast: 2,
        },
      },
    ],
    [
      'event(login where at within last 2 hours) at least 1 times within 1 week',
      {
        event: {
          name: 'login',
          where: [{ property: 'at', op: 'within_last', value: { value: 2, unit: 'hours' } }],
          within: { value: 1, unit: 'weeks' },
          atLeast: 1,
        },
      },
      'event("login").at within last 2 hours within 1 week at least 1 time',
    ],
    ['trigger.cart.total > 10', { trigger: { property: 'cart.total', op: 'gt', value: 10 } }],
    ['trigger["a b"] exists', { trigger: { property: 'a b', op: 'exists' } }],
  ])('reads %s', (text, rule, canonical = text) => {
    expect(read(text)).toEqual(rule);
    expect(printRule(rule)).toBe(canonical);
  });

  it.each<[string, Rule]>([
    ['percent(1) or percent(2) and percent(3)', { any: [a, { all: [b, c] }] }],
    ['(percent(1) or percent(2)) and percent(3)', { all: [{ any: [a, b] }, c] }],
    ['percent(1) and percent(2) and percent(3)', { all: [a, b, c] }],
    ['(percent(1) and percent(2)) and percent(3)', { all: [{ all: [a, b] }, c] }],
    ['percent(1) or (percent(2) or percent(3))', { any: [a, { any: [b, c] }] }],
    ['not percent(1) and percent(2)', { all: [{ not: a }, b] }],
    ['not (percent(1) and percent(2))', { not: { all: [a, b] } }],
    ['not not percent(1)', { not: { not: a } }],
    ['all(percent(1))', { all: [a] }],
    ['not any(all(percent(1) or percent(2)))', { not: { any: [{ all: [{ any: [a, b] }] }] } }],
  ])('keeps the tree of %s', (text, rule) => {
    expect(read(text)).toEqual(rule);
    expect(printRule(rule)).toBe(text);
  });

  it.each([
    ['((percent(1)))', 'percent(1)'],
    ['all(percent(1), percent(2))', 'percent(1) and percent(2)'],
    ['PERCENT(1)\n  AND Not percent(2)', 'percent(1) and not percent(2)'],
  ])('gives %s its canonical spelling', (text, canonical) => {
    expect(printRule(read(text))).toBe(canonical);
  });

  it('reads every rule back from its text as it was', () => {
    fc.assert(
      fc.property(aRule, (rule) => {
        const text = printRule(rule);
        fc.pre(text.length <= maxRuleText);
        expect(parseRule(text)).toStrictEqual({ ok: true, value: Rule.parse(rule) });
      }),
      { numRuns: 2000 },
    );
  });

  it('reads only rules that the schema takes, and prints them in a stable way', () => {
    const word = fc.constantFrom(
      'contact.company_size',
      'contact.custom.x',
      'contact',
      'trigger.a.b',
      'event(',
      'in_segment(',
      'percent(',
      'opened(',
      'email_not_opened',
      'previous',
      'any',
      'all(',
      '(',
      ')',
      ')',
      ',',
      'and',
      'and',
      'or',
      'not',
      '>',
      '==',
      'in',
      'contains',
      'starts',
      'with',
      'exists',
      'is',
      'missing',
      'within',
      'last',
      'at',
      'least',
      'times',
      'where',
      'amount',
      '.amount',
      '[',
      ']',
      '"text"',
      "'x'",
      '"https://a.example"',
      '2',
      '-1.5',
      '1e400',
      '30',
      'days',
      'true',
      '?',
      '"',
    );
    const piece = fc.constantFrom(
      'contact.company_size > 100',
      'opened(previous) within 2 days',
      'event("a").b in (1, "c")',
      'email_not_clicked',
      'percent(101)',
      'percent(5)',
      'contact.tags exists "x"',
    );
    const texts = fc
      .array(fc.oneof(word, piece, fc.string({ maxLength: 3 })), { maxLength: 12 })
      .map((words) => words.join(' '));
    let accepted = 0;
    fc.assert(
      fc.property(texts, (text) => {
        const parsed = parseRule(text);
        if (!parsed.ok) {
          expect(parsed.error.length).toBeGreaterThan(0);
          return;
        }
        accepted += 1;
        expect(Rule.parse(parsed.value)).toEqual(parsed.value);
        const printed = printRule(parsed.value);
        expect(printRule(read(printed))).toBe(printed);
      }),
      { numRuns: 5000 },
    );
    expect(accepted).toBeGreaterThan(50);
  });

  it('reads every fact as docs/rules.md shows it, and prints it so', () => {
    const facts =
      readFileSync('docs/rules.md', 'utf8')
        .split('\n## ')
        .find((part) => part.startsWith('Facts')) ?? '';
    const shown = [...facts.matchAll(/^\| `([^`]+)`/gm)].map(([, text = '']) => text);
    expect(shown).toHaveLength(11);
    expect(shown.map((text) => printRule(read(text)))).toEqual(shown);
  });

  it('throws for no text at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(typeof parseRule(text).ok).toBe('boolean');
      }),
      { numRuns: 2000 },
    );
  });
});
