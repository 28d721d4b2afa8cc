import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isHit, shuffled, split } from '../../../local/faults/decide.ts';
import { FaultSet, type Happening } from '../../../local/faults/fault-set.ts';
import { FaultInput } from '../../../local/faults/rules.ts';

const call = (more: Partial<Happening> = {}): Happening => ({
  service: 'ses',
  action: 'SendEmail',
  principal: 'SendMailFunctionABC',
  text: () => '{"to":"ann"}',
  ...more,
});

type Input = Parameters<FaultSet['set']>[0];

/** Which of `calls` equal calls are hit, counted from 1. */
function hitsOf(rule: object, calls: number, seed: number | string = 1): number[] {
  const faults = new FaultSet();
  faults.set({ seed, rules: [{ service: 'ses', kind: 'timeout', ...rule }] });
  return Array.from({ length: calls }, (_, index) => index + 1).filter(() => faults.take(call()) !== undefined);
}

describe('a rule', () => {
  it.each([
    [{}, [1, 2, 3, 4, 5, 6]],
    [{ nth: 2 }, [2]],
    [{ nths: [1, 4] }, [1, 4]],
    [{ times: 2 }, [1, 2]],
    [{ probability: 0 }, []],
    [{ probability: 1, times: 3 }, [1, 2, 3]],
    [{ action: 'GetAccount' }, []],
    [{ principal: 'SendMail' }, [1, 2, 3, 4, 5, 6]],
    [{ principal: 'Plan' }, []],
    [{ contains: 'ann' }, [1, 2, 3, 4, 5, 6]],
    [{ contains: 'bob' }, []],
  ])('%j hits calls %j of six', (rule, expected) => {
    expect(hitsOf(rule, 6)).toEqual(expected);
  });

  it('with a probability hits the same calls for the same seed and about as many as it says', () => {
    const hits = hitsOf({ probability: 0.3 }, 2_000, 'a seed');
    expect(hitsOf({ probability: 0.3 }, 2_000, 'a seed')).toEqual(hits);
    expect(hitsOf({ probability: 0.3 }, 2_000, 'another')).not.toEqual(hits);
    expect(hits.length / 2_000).toBeCloseTo(0.3, 1);
  });

  it('counts its own calls: others in between change nothing', () => {
    const alone = hitsOf({ id: 'r', probability: 0.5 }, 50);
    const faults = new FaultSet();
    faults.set({
      seed: 1,
      rules: [
        { service: 'sqs', kind: 'timeout' },
        { id: 'r', service: 'ses', kind: 'timeout', probability: 0.5 },
      ],
    });
    const mixed = Array.from({ length: 50 }, (_, index) => {
      faults.take(call({ service: 'sqs' }));
      return faults.take(call()) ? index + 1 : 0;
    }).filter((n) => n > 0);
    expect(mixed).toEqual(alone);
  });

  it('comes before those behind it, which still count the call', () => {
    const faults = new FaultSet();
    const rules: Input['rules'] = [
      { id: 'a', service: 'ses', kind: 'timeout', nth: 1 },
      { id: 'b', service: 'ses', kind: 'throttle' },
    ];
    faults.set({ seed: 1, rules });
    expect([faults.take(call())?.rule.kind, faults.take(call())?.rule.kind]).toEqual(['timeout', 'throttle']);
    expect(faults.report().rules.map(({ id, seen, hits }) => [id, seen, hits])).toEqual([
      ['a', 2, 1],
      ['b', 2, 1],
    ]);
  });

  it('for Lambda without an action does not hit whole invocations', () => {
    const faults = new FaultSet();
    faults.set({ seed: 1, rules: [{ service: 'lambda', kind: 'throttle' }] });
    expect(faults.take(call({ service: 'lambda', action: 'invoke' }))).toBeUndefined();
    expect(faults.take(call({ service: 'lambda', action: 'Invoke' }))).toBeDefined();
  });

  it('starts counting again when the rules are set anew, and is gone when they are cleared', () => {
    const faults = new FaultSet();
    const input: Input = { seed: 1, rules: [{ service: 'ses', kind: 'timeout', nth: 1 }] };
    faults.set(input);
    expect(faults.take(call())).toBeDefined();
    faults.set(input);
    expect(faults.take(call())).toBeDefined();
    faults.clear();
    expect([faults.none, faults.take(call())]).toEqual([true, undefined]);
  });
});

describe('input', () => {
  const faultsIn = (rules: readonly object[]) =>
    FaultInput.safeParse({ seed: 1, rules }).error?.issues.map(({ path }) => path.join('.'));

  it.each([
    [{ service: 'ses', kind: 'explode' }, 'rules.0.kind'],
    [{ service: 'glue', kind: 'timeout' }, 'rules.0.service'],
    [{ service: 'ses', kind: 'timeout', nth: 1, probability: 0.5 }, 'rules.0.probability'],
    [{ service: 'ses', kind: 'timeout', nth: 0 }, 'rules.0.nth'],
    [{ service: 'ses', kind: 'delay' }, 'rules.0.delayMs'],
    [{ service: 'ses', kind: 'partial_batch', action: 'SendEmail' }, 'rules.0.kind'],
    [{ service: 'dynamodb', kind: 'partial_batch' }, 'rules.0.kind'],
    [{ service: 'ses', kind: 'shuffle' }, 'rules.0.kind'],
    [{ service: 'events', kind: 'duplicate' }, 'rules.0.action'],
    [{ service: 'events', action: 'deliver', kind: 'throttle' }, 'rules.0.kind'],
    [{ service: 'lambda', action: 'invoke', kind: 'lost_reply' }, 'rules.0.kind'],
    [{ service: 'ses', kind: 'duplicate', copies: 2 }, 'rules.0.copies'],
    [{ service: 'ses', kind: 'timeout', often: 1 }, 'rules.0'],
  ])('%j is refused at %s', (rule, path) => {
    expect(faultsIn([rule])).toEqual([path]);
  });

  it('is refused with all its faults at once, and with an id that is taken', () => {
    const broken = { service: 'events', kind: 'throttle', copies: 1 };
    expect(faultsIn([broken])).toEqual(['rules.0.action', 'rules.0.kind', 'rules.0.copies']);
    const same = { id: 'x', service: 'ses', kind: 'timeout' };
    expect(faultsIn([same, same])).toEqual(['rules.1.id']);
  });
});

describe('chance', () => {
  const chances = fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }));
  const chanceOf = (stream: Stream<number>) => () => stream.next().value ?? 0;
  type Stream<T> = { next(): { value?: T } };

  it('splits a batch into two parts that are never empty and lose nothing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 25 }), chances, (size, stream) => {
        const all = Array.from({ length: size }, (_, index) => index);
        const [kept, left] = split(all, chanceOf(stream as Stream<number>)) ?? [[], []];
        expect([kept.length > 0, left.length > 0]).toEqual([true, true]);
        expect([...kept, ...left].sort((one, other) => one - other)).toEqual(all);
      }),
    );
  });

  it('does not split a batch of one', () => {
    expect(split(['x'], () => 0)).toBeUndefined();
  });

  it('shuffles without losing or adding anything', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), chances, (all, stream) => {
        const sorted = (list: number[]) => [...list].sort((one, other) => one - other);
        expect(sorted(shuffled(all, chanceOf(stream as Stream<number>)))).toEqual(sorted(all));
      }),
    );
  });

  it('decides only where a rule leaves it to chance', () => {
    expect(isHit({ probability: undefined, nth: 3, nths: undefined }, 3, () => 1)).toBe(true);
    expect(isHit({ probability: 0.5, nth: undefined, nths: undefined }, 3, () => 0.5)).toBe(false);
  });
});
