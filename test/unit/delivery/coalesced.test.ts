import { describe, expect, it } from 'vitest';
import { coalesced } from '../../../src/usecases/coalesced.ts';

describe('coalesced lookups', () => {
  const aLoader = () => {
    const asked: string[][] = [];
    const load = coalesced<string, string>(async (keys) => {
      asked.push([...keys]);
      return (key) => (key === 'missing' ? undefined : key.toUpperCase());
    });
    return { asked, load };
  };

  it('made at the same time are loaded together, each with its own answer', async () => {
    const { asked, load } = aLoader();
    expect(await Promise.all(['a', 'missing', 'b'].map(load))).toEqual(['A', undefined, 'B']);
    expect(asked).toEqual([['a', 'missing', 'b']]);
  });

  it('made later are loaded anew: nothing is remembered', async () => {
    const { asked, load } = aLoader();
    await load('a');
    await load('a');
    expect(asked).toEqual([['a'], ['a']]);
  });

  it('fail together and can be tried again', async () => {
    let fails = true;
    const load = coalesced<string, string>(async () => {
      if (fails) throw new Error('down');
      return (key) => key;
    });
    const results = await Promise.allSettled([load('a'), load('b')]);
    expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected']);
    fails = false;
    expect(await load('a')).toBe('a');
  });
});
