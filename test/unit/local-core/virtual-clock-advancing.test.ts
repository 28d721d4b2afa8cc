import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type ClockMode, VirtualClock } from '../../../local/clock/virtual-clock.ts';

const START = Date.UTC(2026, 0, 5, 9);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const open: VirtualClock[] = [];

/** A clock whose real time stands still: every move of its time is a jump. */
function aClock(mode: ClockMode, file?: string): VirtualClock {
  const clock = new VirtualClock({ mode, realNow: () => START, ...(file !== undefined && { file }) });
  open.push(clock);
  return clock;
}

afterEach(() => {
  for (const clock of open.splice(0)) clock.close();
});

/** Registers a timer that notes its name and the time it fires at. */
function note(clock: VirtualClock, log: string[], name: string, after: number, kind: 'once' | 'recurring' = 'once') {
  return clock.at(START + after, kind, 'test', () => {
    log.push(`${name}@${(clock.now() - START) / HOUR}`);
  });
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

/** Long enough for a clock that wrongly believes it is idle to look twice and jump. */
const aMoment = () => new Promise((resolve) => setTimeout(resolve, 30));

describe('advancing', () => {
  it('runs everything up to the instant, stops exactly there and goes on in real time', async () => {
    const clock = aClock('real');
    const log: string[] = [];
    note(clock, log, 'early', HOUR);
    note(clock, log, 'last', 2 * HOUR, 'recurring');
    note(clock, log, 'later', 2 * HOUR + 1);
    await clock.advanceTo(START + 2 * HOUR);
    expect(log).toEqual(['early@1', 'last@2']);
    expect(clock.now()).toBe(START + 2 * HOUR);
    expect(clock.mode).toBe('real');
  });

  it('waits for the effects at the instant itself', async () => {
    const clock = aClock('real');
    let settled = false;
    clock.at(START + HOUR, 'once', 'test', async () => {
      await aMoment();
      settled = true;
    });
    await clock.advanceBy(HOUR);
    expect(settled).toBe(true);
  });

  it('includes timers that the effects of others register on the way', async () => {
    const clock = aClock('real');
    const log: string[] = [];
    clock.at(START + HOUR, 'once', 'test', () => {
      note(clock, log, 'second', 2 * HOUR);
    });
    await clock.advanceBy(3 * HOUR);
    expect(log).toEqual(['second@2']);
  });

  it('holds a skipping clock at the instant until it is reached', async () => {
    const clock = aClock('skip');
    const log: string[] = [];
    const reached = clock.advanceTo(START + HOUR).then(() => log.push('reached'));
    note(clock, log, 'day', DAY);
    await reached;
    await until(() => log.length === 2);
    expect(log).toEqual(['reached', 'day@24']);
  });

  it('adds up when asked twice at once', async () => {
    const clock = aClock('real');
    await Promise.all([clock.advanceBy(DAY), clock.advanceBy(DAY)]);
    expect(clock.now()).toBe(START + 2 * DAY);
  });

  it('fires each timer once, in order of instant and registration, never early', async () => {
    const timers = fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.constantFrom('once', 'recurring')), {
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(timers, async (planned) => {
        const clock = aClock('real');
        const fired: number[] = [];
        const early: number[] = [];
        for (const [index, [hours, kind]] of planned.entries()) {
          clock.at(START + hours * HOUR, kind as 'once' | 'recurring', 'test', () => {
            fired.push(index);
            if (clock.now() < START + hours * HOUR) early.push(index);
          });
        }
        await clock.advanceBy(40 * HOUR);
        const expected = [...planned.keys()].toSorted((a, b) => planned[a]![0] - planned[b]![0] || a - b);
        expect(fired).toEqual(expected);
        expect(early).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });
});

describe('the offset', () => {
  const aFile = () => join(mkdtempSync(join(tmpdir(), 'clock-')), 'clock.json');

  it('survives a restart', async () => {
    const file = aFile();
    await aClock('real', file).advanceBy(DAY);
    expect(aClock('real', file).now()).toBe(START + DAY);
  });

  it('is shared with other threads in eight bytes', async () => {
    const clock = aClock('real');
    await clock.advanceBy(DAY);
    expect(Number(new BigInt64Array(clock.offset.shared)[0])).toBe(DAY);
  });

  it('is not guessed when its file is damaged', () => {
    const file = aFile();
    writeFileSync(file, '{"offset');
    expect(() => aClock('real', file)).toThrow(/does not hold the clock's offset/);
  });
});

describe('the state', () => {
  it('names the next timer and counts timers by owner', () => {
    const clock = aClock('real');
    clock.at(START + HOUR, 'once', 'states', () => {});
    clock.at(START + DAY, 'recurring', 'scheduler', () => {});
    expect(clock.state()).toEqual({
      now: '2026-01-05T09:00:00.000Z',
      mode: 'real',
      idle: true,
      offsetMs: 0,
      nextTimer: '2026-01-05T10:00:00.000Z',
      timers: { states: 1, scheduler: 1 },
      busy: {},
    });
  });
});
