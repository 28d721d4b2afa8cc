import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Rule } from '../../../src/contracts/rule.ts';
import { checkRule, type RuleContext } from '../../../src/domain/rules/check.ts';
import { parseRule } from '../../../src/domain/rules/parse.ts';
import { aRule } from './rule-arbitrary.ts';

const ruleOf = (text: string): Rule => {
  const parsed = parseRule(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
};
const codes = (text: string, context?: RuleContext): string[] =>
  checkRule(ruleOf(text), context).map(({ code, path }) => `${code}@${path}`);

describe('checkRule', () => {
  it.each([
    'contact.company_size > 100 and opened(previous) within 2 days',
    'contact.custom.renewal before "2026-11-25" and contact.custom.seats >= "12"',
    'contact.tags contains "vip" and contact.tags == "beta"',
    'contact.email_verified == true and contact.unsubscribed != true',
    'contact.company_size >= 10 and contact.company_size <= 10 and contact.company_size in (10, 20)',
    'contact.country in ("GB", "IE") and contact.country == "gb"',
    'contact.last_activity_at within last 3 days and contact.created_at after "2026-11-25T09:00:00+01:00"',
    'event("x" where a exists and b within last 2 days) and contact.company exists true',
  ])('finds nothing wrong with %s', (text) => {
    expect(codes(text)).toEqual([]);
  });

  it.each([
    ['contact["company_size"] > 1', 'unknown_field@contact.field'],
    ['contact.company > 3', 'bad_comparison@contact'],
    ['contact.email_verified contains "x"', 'bad_comparison@contact'],
    ['contact.created_at == "2026-11-25"', 'bad_comparison@contact'],
    ['contact.company_size > "many"', 'bad_value@contact.value'],
    ['contact.company_size in (1, "two")', 'bad_value@contact.value'],
    ['contact.company_size == true', 'bad_value@contact.value'],
    ['contact.email_verified == "yes"', 'bad_value@contact.value'],
    ['contact.created_at before "2026-02-30"', 'bad_value@contact.value'],
    ['contact.created_at before "3"', 'bad_value@contact.value'],
    ['contact.created_at within last "3"', 'bad_value@contact.value'],
    ['contact.company == ?', 'bad_value@contact.value'],
    ['contact.company == ""', 'bad_value@contact.value'],
    ['contact.company == ("a", "b")', 'bad_value@contact.value'],
    ['contact.company exists "no"', 'bad_value@contact.value'],
    ['contact.country in "GB"', 'bad_value@contact.value'],
    ['contact.country in ("GB", "")', 'empty_in@contact.value'],
    ['contact.country == "GB" and contact.country in ("US", "FR")', 'contradiction@all'],
    ['contact.country == "GB" and contact.country != "gb"', 'contradiction@all'],
    ['contact.company_size > 10 and contact.company_size < 10', 'contradiction@all'],
    ['contact.unsubscribed == true and contact.unsubscribed == false', 'contradiction@all'],
    [
      'percent(1) and (percent(2) or contact.lead_score > 5 and contact.lead_score == 5)',
      'contradiction@all.1.any.1.all',
    ],
    ['opened(previous, "https://a.example")', 'link_without_click@engagement.link'],
    ['event("x" where a > 1 and b > "c")', 'bad_value@event.where.1.value'],
    ['not trigger.a starts with 5', 'bad_value@not.trigger.value'],
  ])('finds what is wrong with %s', (text, problem) => {
    expect(codes(text)).toEqual([problem]);
  });

  it('suggests the field that a misspelt one may have meant', () => {
    const [problem] = checkRule({ contact: { field: 'companySise', op: 'gt', value: 1 } });
    expect(problem?.message).toBe('There is no contact field "companySise". Did you mean "companySize"?');
  });

  it('judges a rule by where it stands', () => {
    const text = 'opened(email_9) and trigger.amount > 1 and in_segment("Engaged")';
    expect(codes(text)).toEqual([]);
    expect(codes(text, { emailSteps: ['email_9'], trigger: true, isSegment: () => true })).toEqual([]);
    expect(codes(text, { emailSteps: ['email_1'], trigger: false, isSegment: () => false })).toEqual([
      'unknown_email@all.0.engagement.email',
      'no_trigger@all.1.trigger',
      'unknown_segment@all.2.segment',
    ]);
    expect(codes('opened(any)', { emailSteps: null })).toEqual(['engagement_not_allowed@engagement']);
    expect(codes('opened(any) and opened(previous)', { emailSteps: [] })).toEqual([]);
  });

  it('allows eight levels and a hundred facts', () => {
    const nested = (depth: number): Rule => (depth === 1 ? { percent: 1 } : { not: nested(depth - 1) });
    expect(checkRule(nested(8))).toEqual([]);
    expect(checkRule(nested(9))).toMatchObject([{ code: 'rule_too_deep', path: '' }]);
    const wide = (groups: number): Rule => ({
      any: Array.from({ length: groups }, () => ({ any: Array.from({ length: 20 }, () => ({ percent: 1 })) })),
    });
    expect(checkRule(wide(5))).toEqual([]);
    expect(checkRule(wide(6))).toMatchObject([{ code: 'too_many_facts' }]);
  });

  it('refuses a percentage that no schema has seen', () => {
    expect(checkRule({ any: [{ percent: 130 }, { percent: -1 }] }).map(({ path }) => path)).toEqual([
      'any.0.percent',
      'any.1.percent',
    ]);
  });

  it('judges any rule without throwing, and finds in a part what it finds in the whole', () => {
    fc.assert(
      fc.property(aRule, (rule) => {
        const inside = checkRule({ any: [rule] }).filter(({ path }) => path !== '');
        const alone = checkRule(rule).filter(({ code }) => code !== 'rule_too_deep' && code !== 'too_many_facts');
        expect(inside).toEqual(alone.map((problem) => ({ ...problem, path: `any.0.${problem.path}` })));
      }),
      { numRuns: 500 },
    );
  });
});
