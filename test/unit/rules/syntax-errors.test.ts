import { describe, expect, it } from 'vitest';
import { maxRuleText, parseRule } from '../../../src/domain/rules/parse.ts';

const errorsOf = (text: string) => {
  const parsed = parseRule(text);
  return parsed.ok ? [] : parsed.error;
};
const placesOf = (text: string): string[] => errorsOf(text).map(({ line, column }) => `${line}:${column}`);

describe('wrong text of a rule', () => {
  it.each<[string, string, string]>([
    ['', '1:1', 'opened(previous)'],
    ['contact.company_size >', '1:23', 'a number'],
    ['contact.company_size 100', '1:22', '">="'],
    ['contact.company_size is 3', '1:25', '"missing"'],
    ['contact.industry == SaaS', '1:21', 'a text in quotes'],
    ['contact.compny_size > 1', '1:9', 'contact.company_size'],
    ['contact.copmanySize > 1', '1:9', 'contact.company_size'],
    ['company_size > 1', '1:1', 'contact.company_size'],
    ['contct.company_size > 1', '1:1', 'contact.company_size'],
    ['opend(previous)', '1:1', 'opened'],
    ['emal_opened', '1:1', 'email_opened'],
    ['opened previous', '1:8', '"("'],
    ['opened(previous) within 2', '1:26', 'days'],
    ['opened(previous) within 0 days', '1:25', 'a whole number from 1 to 525600'],
    ['clicked(any, "nowhere")', '1:14', 'a web address in quotes'],
    ['percent(101)', '1:9', 'a number from 0 to 100'],
    ['event("x") at least 1.5 times', '1:21', 'a whole number from 1 to 1000000'],
    ['event("x" where)', '1:16', 'the name of a property'],
    ['event("x" where a == 1 or b == 2)', '1:24', '"and"'],
    ['contact.country in ()', '1:21', 'a number'],
    ['contact.country in ("GB"', '1:25', '")"'],
    ['contact.country not in ("GB")', '1:17', '"in"'],
    ['contact.company_size > 1e999', '1:24', 'a smaller number'],
    ['percent(1) percent(2)', '1:12', '"and"'],
    ['(percent(1)', '1:12', '")"'],
    ['percent(1))', '1:11', 'the end of the rule'],
    ['percent(1) and', '1:15', '"not"'],
    ['percent(1) && percent(2)', '1:12', '`and`'],
    ['contact.email == "ann', '1:18', 'a closing "'],
    ['contact.email == "a\\qb"', '1:20', '\\n'],
  ])('says of %s where it is wrong and what was expected', (text, place, expected) => {
    const [first, ...others] = errorsOf(text);
    expect([placesOf(text)[0], others]).toEqual([place, []]);
    expect(first?.expected).toContain(expected);
    expect(first?.message.length).toBeGreaterThan(10);
  });

  it('counts lines as editors do, and characters, not code units', () => {
    expect(placesOf('percent(1)\r\nand percent(2)\rand\n  foo')).toEqual(['4:3']);
    expect(placesOf('in_segment("🐧🐧") foo')).toEqual(['1:18']);
  });

  it('names several faults at once, and at most twenty', () => {
    expect(placesOf('contact.nope_nope == 1\nand percent(200) and opened(previous) within 0 days')).toEqual([
      '1:9',
      '2:13',
      '2:46',
    ]);
    expect(errorsOf('percent(200) or '.repeat(19).concat('percent(200)'))).toHaveLength(20);
    expect(errorsOf(`percent(200) and (${'percent(200) or '.repeat(19)}percent(200))`)).toHaveLength(20);
  });

  it('suggests what a misspelt name may have meant', () => {
    const messages = ['contact.lead_scor > 1', 'in_segmnt("x")', 'leadScore > 1'].map(
      (text) => errorsOf(text)[0]?.message,
    );
    expect(messages).toEqual([
      'There is no contact field "lead_scor". Did you mean "contact.lead_score"?',
      'There is no fact "in_segmnt". Did you mean "in_segment"?',
      'There is no fact "leadScore". Did you mean "contact.lead_score"?',
    ]);
  });

  it('takes 20 rules in a row, no more', () => {
    const row = (count: number): string => Array.from({ length: count }, () => 'percent(1)').join(' and ');
    expect(errorsOf(row(20))).toEqual([]);
    expect(errorsOf(row(21))).toMatchObject([{ column: 301, expected: ['at most 20 rules in a row'] }]);
  });

  it.each(['(', 'not ', 'all('])('refuses %s nested too deep', (opening) => {
    const closing = opening.endsWith('(') ? ')' : '';
    const nested = (depth: number): string => `${opening.repeat(depth)}percent(1)${closing.repeat(depth)}`;
    expect(errorsOf(nested(32))).toEqual([]);
    expect(errorsOf(nested(33))).toMatchObject([{ message: 'The rule nests more than 32 levels deep.' }]);
    expect(errorsOf(opening.repeat(5000))).toHaveLength(1);
  });

  it('refuses what its schema would not keep, and what is too long', () => {
    expect(errorsOf(`contact.company == "${'x'.repeat(1001)}"`)).toHaveLength(1);
    expect(errorsOf(`contact["${'x'.repeat(81)}"] exists`)).toHaveLength(1);
    expect(errorsOf(`event("${'x'.repeat(101)}")`)).toHaveLength(1);
    expect(errorsOf(`contact.country in (${Array.from({ length: 101 }, () => '"GB"').join(', ')})`)).toHaveLength(1);
    expect(errorsOf(`percent(1)${' '.repeat(maxRuleText)}`)).toMatchObject([{ line: 1, column: 1 }]);
    expect(errorsOf(`percent(1)${' '.repeat(maxRuleText - 10)}`)).toEqual([]);
  });
});
