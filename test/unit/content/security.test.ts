import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { render } from '../../../src/domain/content/render.ts';
import { aTemplate, rendered, textOfTemplate } from './build.ts';

it.each([
  'toString',
  'hasOwnProperty',
  'process.env.PATH',
  'tags.map',
  'tags.push',
  'name.big',
  'name.constructor_',
  '__defineGetter__',
  'valueOf.name',
  'tags.__lookupGetter__',
  'name.at',
])('finds nothing behind %s', (path) => {
  expect(textOfTemplate(`{{${path}}}`, { name: 'x', tags: ['a'] })).toBe('');
});

it('reads own members only, even where the data brings a prototype or hostile keys', () => {
  const inherited = Object.assign(
    Object.create({ secret: 'S' }),
    JSON.parse('{"__proto__":{"secret":"P"},"constructor":{"name":"C"}}'),
  );
  expect(textOfTemplate('[{{secret}}]{{#each this}}{{@key}}{{/each}}', inherited)).toBe('[]');
});

it('calls no function that stands in the data', () => {
  let called = 0;
  textOfTemplate('{{f}}{{#if f}}{{/if}}{{#each f}}{{/each}}{{o}}', {
    f: () => called++,
    o: { toString: () => String(called++) },
  });
  expect(called).toBe(0);
});

it('leaves the data as it was and cannot be changed by it afterwards', () => {
  const data = { a: { b: ['x'] } };
  const before = JSON.stringify(data);
  textOfTemplate('{{a.b.[0]}}', data);
  expect(JSON.stringify(data)).toBe(before);
});

it('ignores a helper or node kind that a tampered template names', () => {
  const forged = {
    nodes: [{ kind: 'output', raw: false, value: { kind: 'call', helper: 'constructor', args: [] } }],
  } as const;
  expect(render(forged, {}, { escape: 'html' })).toEqual({ ok: true, value: { text: '', missing: [] } });
});

it('never escapes twice, and escapes values in every output', () => {
  expect(textOfTemplate('{{a}} {{upper a}} {{default none a}}', { a: '<i>' })).toBe('&lt;i&gt; &lt;I&gt; &lt;i&gt;');
  expect(rendered('{{a}}', { a: '<i>' }, 'none').text).toBe('<i>');
  expect(aTemplate('<b>').nodes).toEqual([{ kind: 'text', text: '<b>' }]);
});

it('parses and renders where code generation from strings is off', () => {
  const at = (path: string) => fileURLToPath(new URL(`../../../src/domain/content/${path}`, import.meta.url));
  const script = `
    const { parseTemplate } = await import(${JSON.stringify(at('parse-template.ts'))});
    const { render } = await import(${JSON.stringify(at('render.ts'))});
    const t = parseTemplate('{{#each a}}{{upper this}}{{/each}}{{date "2026-03-04"}}');
    process.stdout.write(render(t.value, { a: ['x', 'y'] }, { escape: 'html' }).value.text);`;
  const out = execFileSync(
    process.execPath,
    ['--disallow-code-generation-from-strings', '--input-type=module', '-e', script],
    { encoding: 'utf8' },
  );
  expect(out).toBe('XY4 March 2026');
});
