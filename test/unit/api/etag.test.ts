import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { etagOf, isKnown, parseTags, preconditionOf, revisionTag } from '../../../functions/http/etag.ts';
import { type Route, routes } from '../../../src/contracts/routes.ts';
import { expecting, PreconditionFailed } from '../../../src/usecases/access/precondition.ts';

const patch: Route = routes.updateCampaign;
const scope = { tenantId: 'ten_1', principal: 'key:1' };

describe('an ETag', () => {
  it.each([
    ['*', 'any'],
    [' * ', 'any'],
    ['"a"', [{ weak: false, text: 'a' }]],
    ['W/"a"', [{ weak: true, text: 'a' }]],
    [
      '"a","b" , W/"c"',
      [
        { weak: false, text: 'a' },
        { weak: false, text: 'b' },
        { weak: true, text: 'c' },
      ],
    ],
    ['"a,b"', [{ weak: false, text: 'a,b' }]],
    ['""', [{ weak: false, text: '' }]],
    ['', undefined],
    ['a', undefined],
    ['"a', undefined],
    ['"a" "b"', undefined],
    ['"a",', undefined],
    [',"a"', undefined],
    ['w/"a"', undefined],
    ['"a b"', undefined],
    ['*, "a"', undefined],
  ])('reads %s as the grammar of RFC 9110 does', (header, tags) => {
    expect(parseTags(header)).toEqual(tags);
  });

  it('is read in time linear in its length, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (header) => {
        const tags = parseTags(header);
        expect(tags === undefined || tags === 'any' || tags.length > 0).toBe(true);
      }),
    );
    const begin = performance.now();
    parseTags(`${'"a", '.repeat(2000)}"`);
    expect(performance.now() - begin).toBeLessThan(2000);
  });

  it('changes with the revision and with the reply', () => {
    const first = etagOf('revision', { rev: 3 }, 'x');
    expect(first).toMatch(/^"3-[\w-]{16}"$/);
    expect(etagOf('revision', { campaign: { rev: 3 } }, 'x')).toBe(first);
    expect(etagOf('revision', { rev: 4 }, 'x')).not.toBe(first);
    expect(etagOf('revision', { rev: 3 }, 'y')).not.toBe(first);
    expect(() => etagOf('revision', {}, 'x')).toThrow('no revision');
  });

  it('is known to a reader weakly, and to a writer by its revision', () => {
    const etag = etagOf('revision', { rev: 3 }, 'x');
    expect([
      isKnown(etag, etag),
      isKnown(etag, `W/${etag}`),
      isKnown(etag, revisionTag(3)),
      isKnown(etag, undefined),
    ]).toEqual([true, true, false, false]);
    expect(preconditionOf(patch, etag)).toEqual({ kind: 'revision', revs: [3] });
    expect(preconditionOf(patch, `W/${etag}, "4", "x", "5x"`)).toEqual({ kind: 'revision', revs: [4] });
    expect(preconditionOf(patch, '*')).toEqual({ kind: 'exists' });
    expect(preconditionOf(patch, undefined)).toBeUndefined();
  });
});

describe('a store that expects a revision', () => {
  const storeAt = (...revs: number[]) => ({ get: async () => ({ rev: revs.shift() ?? 0 }) });

  it('throws on the first read of another revision, and tells the present one', async () => {
    const store = expecting(storeAt(2), { kind: 'revision', revs: [1] });
    const thrown = await store.get().catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(PreconditionFailed);
    expect(thrown).toMatchObject({ currentRev: 2 });
  });

  it('lets the use case read on after its own change', async () => {
    const store = expecting(storeAt(1, 2), { kind: 'revision', revs: [1] });
    expect([await store.get(), await store.get()]).toEqual([{ rev: 1 }, { rev: 2 }]);
  });

  it('leaves what is missing to the use case', async () => {
    const missing: { get(of: typeof scope, id: string): Promise<{ rev: number } | undefined> } = {
      get: async () => undefined,
    };
    expect(await expecting(missing, { kind: 'revision', revs: [1] }).get(scope, 'x')).toBeUndefined();
  });
});
