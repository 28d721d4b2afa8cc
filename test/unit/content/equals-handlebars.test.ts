import fc from 'fast-check';
import Handlebars from 'handlebars';
import { expect, it } from 'vitest';
import { parseTemplate } from '../../../src/domain/content/parse-template.ts';
import { render } from '../../../src/domain/content/render.ts';
import { cases } from './template-arbitrary.ts';

function ours(source: string, data: object, mode: 'html' | 'none'): string {
  const parsed = parseTemplate(source);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  const rendered = render(parsed.value, data, { escape: mode });
  if (!rendered.ok) throw new Error(rendered.error.message);
  return rendered.value.text;
}

const special = '&<>"\'`=';
const hidden = (text: string): string =>
  text.replace(/[&<>"'`=]/g, (char) => String.fromCharCode(0xe100 + special.indexOf(char)));
const shown = (text: string): string =>
  text.replace(/[\ue100-\ue106]/g, (char) => special[char.charCodeAt(0) - 0xe100] ?? char);

/** Stock Handlebars without escaping adds up neighbouring numbers (`{{a}}{{a}}` of 1 is 2), so it escapes texts with nothing to escape. */
function stockUnescaped(source: string, data: object): string {
  const texts = JSON.parse(JSON.stringify(data, (_, value) => (typeof value === 'string' ? hidden(value) : value)));
  return shown(Handlebars.compile(source)(texts));
}

it('renders generated templates as stock Handlebars does, whitespace control included', () => {
  fc.assert(
    fc.property(cases, ({ source, data }) => {
      expect(ours(source, data, 'html')).toBe(Handlebars.compile(source)(data));
      expect(ours(source, data, 'none')).toBe(stockUnescaped(source, data));
    }),
    { numRuns: 800 },
  );
});

it.each([
  [
    'an object with keys',
    '{{#each o}}{{@key}}={{this}}{{@index}}{{#if @first}}F{{/if}}{{#if @last}}L{{/if}};{{/each}}',
    { o: { a: 1, b: null, c: 'x' } },
  ],
  ['a list of texts', '{{#each l}}{{this}}{{.}}{{@key}}{{else}}none{{/each}}', { l: ['a', '', 'c'] }],
  ['standalone blocks', 'a\n  {{#if x}}\n  b\n  {{else}}\n  c\n  {{/if}}\nd', { x: 1 }],
  ['tildes', 'a \n{{~#if x~}}\n b {{~else~}} c {{~/if~}} \n d', { x: 0 }],
  [
    'zero, false and lists',
    '{{z}}|{{f}}|{{l}}|{{#if z}}y{{else}}n{{/if}}|{{#with z}}w{{this}}{{/with}}',
    { z: 0, f: false, l: ['a', ['b', null]] },
  ],
  ['a chain of else ifs', '{{#if a}}1{{else if b}}2{{else unless c}}3{{else}}4{{/if}}', { c: true }],
  ['else each', '{{#if a}}1{{else each l}}{{this}}{{/if}}', { l: [1, 2] }],
  [
    'parents of nested loops',
    '{{#each l}}{{#each this}}{{../../n}}{{this}}{{@index}}{{/each}}{{/each}}',
    {
      n: 'N',
      l: [
        ['a', 'z'],
        ['b', 'c'],
      ],
    },
  ],
  ['hostile HTML', '{{h}}', { h: '<a href="x" b=\'`\'>&amp;' }],
  ['brackets and slashes', '{{[a b]}} {{p/q}} {{p.[q]}}', { 'a b': 1, p: { q: 2 } }],
  ['single braces', '{ {{a}} }', { a: 1 }],
])('renders %s as stock Handlebars does', (_, source, data) => {
  expect(ours(source, data, 'html')).toBe(Handlebars.compile(source)(data));
});
