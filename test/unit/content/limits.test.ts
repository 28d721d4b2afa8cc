import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseTemplate } from '../../../src/domain/content/parse-template.ts';
import { render } from '../../../src/domain/content/render.ts';
import { aTemplate, faultCodes } from './build.ts';

const bombs: readonly (readonly [string, string])[] = [
  ['5,000 nested blocks', '{{#if a}}'.repeat(5_000) + '{{/if}}'.repeat(5_000)],
  ['64 nested blocks', '{{#if a}}'.repeat(64) + '{{/if}}'.repeat(64)],
  ['900 nested blocks', '{{#if a}}'.repeat(900) + '{{/if}}'.repeat(900)],
  ['inverse blocks', '{{^if a}}'.repeat(900) + '{{/if}}'.repeat(900)],
  ['20,000 tags', '{{x}}'.repeat(20_000)],
  ['doubling inline partials', '{{#*inline "a"}}x{{/inline}}{{#*inline "b"}}{{> a}}{{> a}}{{/inline}}{{> b}}'],
  ['a chain of 1,900 else ifs', `{{#if a}}${'{{else if b}}'.repeat(1_900)}{{/if}}`],
  ['chains within chains', `${`{{#if a}}${'{{else if b}}'.repeat(30)}`.repeat(30)}${'{{/if}}'.repeat(30)}`],
  ['nested calls', `{{upper ${'(upper '.repeat(90)}x${')'.repeat(90)}}}`.repeat(200)],
  ['open quotation marks', '{{"'.repeat(1_900) + 'x'.repeat(240_000)],
  ['open comments', '{{!--'.repeat(1_900) + '-'.repeat(240_000)],
  ['a tag of 100 KB', `{{upper "${'x'.repeat(100_000)}"}}`],
  ['300 KB', 'x'.repeat(300_000)],
  ['100,000 three-octet letters', '€'.repeat(100_000)],
];

it.each(bombs)('refuses %s before the parser can suffer', (_, source) => {
  const times = [1, 2, 3].map(() => {
    const start = performance.now();
    expect(parseTemplate(source).ok).toBe(false);
    return performance.now() - start;
  });
  expect(Math.min(...times)).toBeLessThan(20);
});

it('takes what lies at the limits', () => {
  expect(faultCodes('{{#if a}}'.repeat(32) + '{{/if}}'.repeat(32))).toEqual([]);
  expect(faultCodes('{{#if a}}'.repeat(33) + '{{/if}}'.repeat(33))).toEqual(['nested_too_deep']);
  expect(faultCodes('{{x}}'.repeat(2_000))).toEqual([]);
  expect(faultCodes('{{x}}'.repeat(2_001))).toEqual(['too_many_tags']);
  expect(faultCodes('x'.repeat(256 * 1024))).toEqual([]);
  expect(faultCodes(`{{upper "${'x'.repeat(1_000)}"}}`)).toEqual([]);
  expect(faultCodes('{{upper (upper (upper (upper x)))}}')).toEqual([]);
  expect(faultCodes('{{default x "((((((("}}')).toEqual([]);
});

const list = (length: number): readonly number[] => Array.from({ length }, (_, i) => i);

it.each([
  ['too_many_steps', `${'{{#each @root.a}}'.repeat(4)}x${'{{/each}}'.repeat(4)}`, { a: list(100) }],
  ['too_many_items', '{{#each a}}x{{/each}}', { a: list(201) }],
  ['too_many_items', '{{#each a}}x{{/each}}', { a: Object.fromEntries(list(201).map((i) => [`k${i}`, i])) }],
  ['output_too_large', '{{#each a}}{{@root.big}}{{/each}}', { a: list(100), big: 'x'.repeat(10_000) }],
  [
    'too_many_steps',
    '{{#each a}}{{#each @root.a}}{{#if (eq (upper @root.big) "y")}}{{/if}}{{/each}}{{/each}}',
    { a: list(200), big: 'x'.repeat(100_000) },
  ],
  ['data_too_large', '{{a}}', { a: 'x'.repeat(2_000_000) }],
  ['data_too_large', '{{a}}', { a: list(30_000) }],
])('ends a rendering with %s', (code, source, data) => {
  const start = performance.now();
  const result = render(aTemplate(source), data, { escape: 'html' });
  const took = performance.now() - start;
  expect(result).toMatchObject({ ok: false, error: { code } });
  expect(took).toBeLessThan(1_000);
});

it('refuses data that refers to itself', () => {
  const data: Record<string, unknown> = {};
  data['self'] = data;
  expect(render(aTemplate('{{a}}'), data, { escape: 'html' })).toMatchObject({
    ok: false,
    error: { code: 'data_too_large' },
  });
});

it('goes through 200 items and takes another budget where one is given', () => {
  expect(render(aTemplate('{{#each a}}x{{/each}}'), { a: list(200) }, { escape: 'html' })).toMatchObject({ ok: true });
  expect(
    render(aTemplate('{{#each a}}x{{/each}}'), { a: list(3) }, { escape: 'html', budget: { items: 2 } }),
  ).toMatchObject({ ok: false });
});

const fragment = fc.constantFrom(
  '{{',
  '}}',
  '{{{',
  '}}}',
  '{{#if a}}',
  '{{/if}}',
  '{{else}}',
  '{{else if b}}',
  '{{^}}',
  '{{!--',
  '--}}',
  '{{!',
  '"',
  "'",
  '[',
  ']',
  '\\',
  '~',
  '(',
  ')',
  'a',
  ' ',
  '\n',
  '@',
  '../',
  '{{>',
  '{{*',
  '{{&',
  '=',
  '|',
  '{{{{',
  'this',
  '{{#each a}}',
  '{{/each}}',
  '.',
  'upper ',
);

it('answers any text with a template or with problems, and never throws', () => {
  fc.assert(
    fc.property(fc.array(fragment, { maxLength: 25 }), (parts) => {
      const source = parts.join('');
      const parsed = parseTemplate(source);
      if (parsed.ok) render(parsed.value, { a: [1], b: 'x' }, { escape: 'html' });
      else {
        expect(parsed.error.length).toBeGreaterThan(0);
        for (const { line, column, message } of parsed.error) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(column).toBeGreaterThanOrEqual(1);
          expect(message).toMatch(/[.?]$|\.\}\}$/);
        }
      }
    }),
    { numRuns: 3_000 },
  );
});
