import { expect, it } from 'vitest';
import { parseTemplate } from '../../../src/domain/content/parse-template.ts';
import { faultCodes } from './build.ts';

it.each([
  ['{{> header}}', 'partial'],
  ['{{#> layout}}x{{/layout}}', 'partial'],
  ['{{> (lookup . "x")}}', 'partial'],
  ['{{#*inline "a"}}x{{/inline}}', 'inline_partial'],
  ['{{* decorate}}', 'decorator'],
  ['{{{{raw}}}}x{{{{/raw}}}}', 'raw_block'],
  ['{{{html}}}', 'unescaped'],
  ['{{& html}}', 'unescaped'],
  ['{{~{html}~}}', 'unescaped'],
  ['{{uper x}}', 'unknown_helper'],
  ['{{log "x"}}', 'unknown_helper'],
  ['{{lookup this "constructor"}}', 'unknown_helper'],
  ['{{helperMissing 1}}', 'unknown_helper'],
  ['{{#blockHelperMissing a}}{{/blockHelperMissing}}', 'unknown_block'],
  ['{{#company}}x{{/company}}', 'unknown_block'],
  ['{{#upper x}}{{/upper}}', 'helper_as_block'],
  ['{{if x}}', 'block_as_value'],
  ['{{../x}}', 'depth_path'],
  ['{{#if a}}{{../x}}{{/if}}', 'depth_path'],
  ['{{#each a}}{{../../x}}{{/each}}', 'depth_path'],
  ['{{a.constructor}}', 'forbidden_name'],
  ['{{__proto__.x}}', 'forbidden_name'],
  ['{{a.[prototype]}}', 'forbidden_name'],
  ['{{@root.constructor}}{{@partial-block}}', 'unknown_variable'],
  ['{{@index}}', 'outside_loop'],
  ['{{#each a}}{{@../index}}{{/each}}', 'unknown_variable'],
  ['{{"text"}}', 'literal_tag'],
  ['{{12}}', 'literal_tag'],
  ['{{upper}}', 'arity'],
  ['{{upper a b}}', 'arity'],
  ['{{#if a b}}{{/if}}', 'arity'],
  ['{{#each}}{{/each}}', 'arity'],
  ['{{upper a x=1}}', 'named_argument'],
  ['{{#each a as |b|}}{{/each}}', 'block_params'],
  ['{{upper (upper (upper (upper (upper (upper x)))))}}', 'calls_too_deep'],
  ['{{date d "yyyy-MM-dd"}}', 'bad_argument'],
  ['{{date d "D MMM" "Europe/Lundon"}}', 'bad_argument'],
  ['{{#if a}}x', 'unclosed_block'],
  ['{{/if}}', 'unexpected_close'],
  ['{{#if a}}{{/each}}', 'mismatched_close'],
  ['{{else}}', 'else_outside_block'],
  ['{{#if a}}{{else}}{{else}}{{/if}}', 'else_twice'],
  ['{{firstName', 'unclosed_tag'],
  ['{{upper "x}}', 'unclosed_tag'],
  ['{{! note', 'unclosed_comment'],
  ['{{!-- note }}', 'unclosed_comment'],
  ['{{}}', 'syntax'],
  ['{{a == b}}', 'syntax'],
  ['{{{a}}', 'syntax'],
  ['{{a}}}', 'syntax'],
  ['a\0b', 'control_character'],
])('refuses %j as %s', (source, code) => {
  expect(faultCodes(source)).toContain(code);
});

it.each([
  ['{{#if a == b}}{{/if}}', /eq/],
  ['{{name | upper}}', /helper first/],
  ['{{}}', /empty/],
  ['{{&nbsp;name}}', /entity/],
  ['{{<b>name</b>}}', /HTML/],
  ['{{upper (lower a}}', /parentheses/],
  ['{{uper name}}', /Did you mean upper/],
  ['{{#unles a}}{{/unles}}', /Did you mean \{\{#unless/],
  ['{{#items}}{{/items}}', /\{\{#each items\}\}/],
  ['{{first name}}', /without spaces/],
  ['{{upper}}', /\{\{upper company\}\}/],
])('tells for %j what to write instead', (source, remedy) => {
  const parsed = parseTemplate(source);
  expect(!parsed.ok && parsed.error[0]?.message).toMatch(remedy);
});

it('names every fault at once with line and column', () => {
  const parsed = parseTemplate('Hi {{nam e}}\n  {{> x}}\n{{#if}}{{/if}} {{a.constructor}}');
  expect(!parsed.ok && parsed.error.map(({ code, line, column }) => [code, line, column])).toEqual([
    ['unknown_helper', 1, 4],
    ['partial', 2, 3],
    ['arity', 3, 1],
    ['forbidden_name', 3, 18],
  ]);
});

it('names every tag that the parser refuses, not only the first', () => {
  const parsed = parseTemplate('{{a == b}}\n{{c}}\n {{}}');
  expect(!parsed.ok && parsed.error.map(({ line, column }) => [line, column])).toEqual([
    [1, 1],
    [3, 2],
  ]);
});

it('lets listed HTML variables stand in triple braces and no others', () => {
  expect(parseTemplate('{{{signature}}}', { htmlVariables: ['signature'] }).ok).toBe(true);
  expect(parseTemplate('{{{other}}}', { htmlVariables: ['signature'] }).ok).toBe(false);
  expect(parseTemplate('{{{upper signature}}}', { htmlVariables: ['signature'] }).ok).toBe(false);
});

it('gives a frozen template that survives JSON', () => {
  const parsed = parseTemplate('{{#each a}}{{default this "x"}}{{else}}n{{/each}}');
  if (!parsed.ok) throw new Error('refused');
  expect(JSON.parse(JSON.stringify(parsed.value))).toEqual(parsed.value);
  expect(Object.isFrozen(parsed.value.nodes[0])).toBe(true);
});
