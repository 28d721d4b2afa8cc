import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonFault, maxDepth, maxItems, maxKeys } from '../../../functions/http/json-limits.ts';

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const items = (count: number) => JSON.stringify(Array.from({ length: count }, () => 0));
const fields = (count: number) =>
  JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 0])));

describe('JSON before it is parsed', () => {
  it('has no fault that the limits do not name, whatever it says', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8 }), (text) => {
        fc.pre(!text.includes('__proto__'));
        expect(jsonFault(text)).toBeUndefined();
      }),
    );
  });

  it.each([
    ['levels', nested, maxDepth, 'too_deep'],
    ['items', items, maxItems, 'too_many_items'],
    ['fields', fields, maxKeys, 'too_many_keys'],
  ] as const)('may have its limit of %s, and not one more', (_, write, limit, code) => {
    expect(jsonFault(write(limit))).toBeUndefined();
    expect(jsonFault(write(limit + 1))?.code).toBe(code);
  });

  it.each([
    ['{"a":1,"a":2}', 'duplicate_key'],
    ['{"a":1,"\\u0061":2}', 'duplicate_key'],
    ['[{"x":{"b":[],"b":0}}]', 'duplicate_key'],
    ['{"__proto__":{}}', 'reserved_key'],
    ['{"a":{"\\u005f_proto__":1}}', 'reserved_key'],
  ])('is refused when it says %s', (text, code) => {
    expect(jsonFault(text)).toMatchObject({ path: 'body', code });
  });

  it.each([
    '{"a":"__proto__"}',
    '[{"a":1},{"a":1}]',
    '{"a":{"a":{"a":1}}}',
    '{"a":"\\"","b":"}{][,:"}',
    '["a","a"]',
    '{"a":["a","b"],"b":1}',
    '{"constructor":1}',
  ])('is let through when it says %s', (text) => {
    expect(jsonFault(text)).toBeUndefined();
  });

  it('leaves broken syntax to the parser, without stumbling', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]",:\\a1') }), (text) => {
        expect(() => jsonFault(text)).not.toThrow();
      }),
    );
    for (const text of ['', '{', '}', ']', '"', '"\\', '{"a', '{"\\u00zz":1}', ',,,'])
      expect(jsonFault(text)).toBeUndefined();
  });

  it('is scanned in one pass: a megabyte of nesting or strings in milliseconds', () => {
    for (const text of ['['.repeat(1_000_000), `"${'\\"'.repeat(500_000)}`, '{"'.repeat(500_000)]) {
      const begin = performance.now();
      jsonFault(text);
      expect(performance.now() - begin).toBeLessThan(3000);
    }
  });
});
