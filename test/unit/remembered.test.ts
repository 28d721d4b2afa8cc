import { expect, it } from 'vitest';
import { remembered } from '../../src/usecases/remembered.ts';

const aReading = () => {
  let nowMs = 0;
  let fails = false;
  let readings = 0;
  const read = remembered(
    async (name: string) => {
      readings += 1;
      if (fails) throw new Error('no answer');
      return `${name} ${readings}`;
    },
    { keyOf: (name) => name, maxAgeMs: 100, nowMs: () => nowMs },
  );
  return {
    read,
    readings: () => readings,
    passes: (ms: number) => {
      nowMs += ms;
    },
    failsNow: (does: boolean) => {
      fails = does;
    },
  };
};

it('serves an answer to all who ask until it is too old, each key on its own', async () => {
  const { read, readings, passes } = aReading();
  expect(await Promise.all([read('a'), read('a'), read('b')])).toEqual(['a 1', 'a 1', 'b 2']);
  passes(99);
  expect(await read('a')).toBe('a 1');
  passes(1);
  expect(await read('a')).toBe('a 3');
  expect(readings()).toBe(3);
});

it('keeps no failure', async () => {
  const { read, failsNow } = aReading();
  failsNow(true);
  await expect(read('a')).rejects.toThrow('no answer');
  failsNow(false);
  expect(await read('a')).toBe('a 2');
});

it('forgets all rather than grow without end', async () => {
  const { read, readings } = aReading();
  for (let i = 0; i <= 1_000; i++) await read(`${i}`);
  await read('1000');
  expect(readings()).toBe(1_001);
  await read('0');
  expect(readings()).toBe(1_002);
});
