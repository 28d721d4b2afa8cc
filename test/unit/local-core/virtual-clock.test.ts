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

describe('a clock in real mode', () => {
  it('fires a timer of the past at once and leaves future ones alone', async () => {
    const clock = aClock('real');
    const log: string[] = [];
    note(clock, log, 'past', -HOUR);
    note(clock, log, 'future', HOUR);
    await until(() => log.length > 0);
    await aMoment();
    expect(log).toEqual(['past@0']);
    expect(clock.now()).toBe(START);
  });
});

describe('a clock in skip mode', () => {
  it('jumps from timer to timer', async () => {
    const clock = aClock('skip');
    const log: string[] = [];
    note(clock, log, 'month', 30 * DAY);
    note(clock, log, 'day', DAY);
    await until(() => log.length === 2);
    expect(log).toEqual(['day@24', 'month@720']);
  });

  it('waits for whoever is busy', async () => {
    const clock = aClock('skip');
    const log: string[] = [];
    const release = clock.busy('work');
    note(clock, log, 'day', DAY);
    await aMoment();
    expect(log).toEqual([]);
    expect(clock.state().busy).toEqual({ work: 1 });
    release();
    await until(() => log.length === 1);
    expect(log).toEqual(['day@24']);
  });

  it('waits until its probes say that the queues are empty', async () => {
    const clock = aClock('skip');
    let messages = 1;
    clock.addProbe(() => messages === 0);
    const log: string[] = [];
    note(clock, log, 'day', DAY);
    await aMoment();
    expect(log).toEqual([]);
    messages = 0;
    await until(() => log.length === 1);
  });

  it('does not take a message between two holders for idleness', async () => {
    const clock = aClock('skip');
    const log: string[] = [];
    const first = clock.busy('sender');
    note(clock, log, 'day', DAY);
    let second: (() => void) | undefined;
    setImmediate(() => {
      second = clock.busy('receiver');
    });
    first();
    await aMoment();
    expect(log).toEqual([]);
    second?.();
    await until(() => log.length === 1);
  });

  it('lets the effects of one instant settle before time moves on', async () => {
    const clock = aClock('skip');
    const log: string[] = [];
    clock.at(START + HOUR, 'once', 'test', async () => {
      await aMoment();
      log.push(`settled@${(clock.now() - START) / HOUR}`);
    });
    note(clock, log, 'next', 2 * HOUR);
    await until(() => log.length === 2);
    expect(log).toEqual(['settled@1', 'next@2']);
  });

  it('fires hundreds of timers of one instant together', async () => {
    const clock = aClock('skip');
    const { promise: everyoneIsUp, resolve } = Promise.withResolvers<void>();
    const woken: number[] = [];
    for (let contact = 0; contact < 500; contact += 1) {
      clock.at(START + DAY, 'once', 'states', () => {
        woken.push(contact);
        if (woken.length === 500) resolve();
        return everyoneIsUp;
      });
    }
    await everyoneIsUp;
    expect(woken).toEqual(woken.toSorted((a, b) => a - b));
  });

  it('fires timers together that are due before the first of them runs out of slack', async () => {
    const clock = aClock('skip');
    const fired: [name: string, at: number][] = [];
    const patient = (name: string, after: number, slackMs: number) =>
      clock.at(START + after, 'once', 'test', () => void fired.push([name, clock.now() - START]), slackMs);
    patient('late', 4 * HOUR, HOUR);
    patient('second', 2 * HOUR, 5 * HOUR);
    patient('first', HOUR, 2 * HOUR);
    await until(() => fired.length === 3);
    expect(fired).toEqual([
      ['first', 3 * HOUR - 1],
      ['second', 3 * HOUR - 1],
      ['late', 5 * HOUR - 1],
    ]);
  });

  it('lets timers that have slack settle before an exact timer fires', async () => {
    const clock = aClock('skip');
    const log: string[] = [];
    const patient = async () => {
      await aMoment();
      log.push('patient settled');
    };
    note(clock, log, 'exact', 2 * HOUR);
    clock.at(START + HOUR, 'once', 'test', patient, DAY);
    await until(() => log.length === 2);
    expect(log).toEqual(['patient settled', 'exact@2']);
  });

  it('neither delays exact timers nor lets a timer with slack that is due earlier fire after one', async () => {
    const planned = fc.record({ after: fc.integer({ min: 1, max: 30 }), slackMs: fc.nat({ max: 20 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(planned, { minLength: 1, maxLength: 8 }), async (timers) => {
        const clock = aClock('skip');
        const fired: { due: number; slackMs: number; at: number }[] = [];
        for (const { after, slackMs } of timers) {
          const fire = () => void fired.push({ due: after, slackMs, at: clock.now() - START });
          clock.at(START + after, 'once', 'test', fire, slackMs);
        }
        await until(() => fired.length === timers.length);
        expect(fired.filter(({ due, slackMs, at }) => at < due || at > due + slackMs)).toEqual([]);
        expect(fired.map(({ due }) => due)).toEqual(timers.map(({ after }) => after).toSorted((a, b) => a - b));
      }),
      { numRuns: 20 },
    );
  });

  it('passes recurring timers on its way, in time order', async () => {
    const clock = aClock('skip');
    const log: string[] = [];
    note(clock, log, 'day', DAY);
    note(clock, log, 'hour', HOUR, 'recurring');
    await until(() => log.length === 2);
    expect(log).toEqual(['hour@1', 'day@24']);
  });

  it('is not pulled forward by recurring timers alone', async () => {
    const clock = aClock('skip');
    const log: string[] = [];
    note(clock, log, 'hour', HOUR, 'recurring');
    await aMoment();
    expect(log).toEqual([]);
  });

  /** Hours after the start at which an hourly job runs. */
  function hourly(clock: VirtualClock, work: () => void = () => {}): number[] {
    const runs: number[] = [];
    const job = (): void => {
      runs.push(Math.round((clock.now() - START) / HOUR));
      work();
      clock.at(START + Math.floor((clock.now() - START) / HOUR + 1) * HOUR, 'recurring', 'jobs', job);
    };
    clock.at(START + HOUR, 'recurring', 'jobs', job);
    return runs;
  }

  it('moves at most a day past the last timer that fires once', async () => {
    const clock = aClock('skip');
    const runs = hourly(clock);
    note(clock, [], 'once', 2 * HOUR);
    await until(() => clock.now() >= START + 26 * HOUR - 1);
    await aMoment();
    expect(clock.now()).toBeLessThanOrEqual(START + 26 * HOUR);
    expect(runs.at(-1)).toBe(26);
  });

  it('passes over most firings of a job that finds nothing to do, and runs it just before what comes next', async () => {
    const clock = aClock('skip');
    const runs = hourly(clock);
    const log: string[] = [];
    note(clock, log, 'month', 30 * DAY);
    await until(() => log.length === 1);
    const before = runs.filter((hour) => hour <= 30 * 24);
    expect(before.length).toBeLessThan(15);
    expect(before[0]).toBe(1);
    expect(before.at(-1)).toBe(30 * 24);
    expect(log).toEqual(['month@720']);
  });

  it('runs a job at its exact time again as soon as anything else has happened', async () => {
    const clock = aClock('skip');
    const runs = hourly(clock);
    note(clock, [], 'day', DAY + HOUR / 2);
    await until(() => runs.some((hour) => hour > 25));
    expect(runs).toContain(25);
  });

  it('takes the calls and messages of a job for no news, and requests from outside for some', async () => {
    const quiet = aClock('skip');
    const loud = aClock('skip');
    const [seldom, always] = [hourly(quiet, () => quiet.busy('gateway')()), hourly(loud, () => loud.busy('http')())];
    note(quiet, [], 'later', 4 * DAY);
    note(loud, [], 'later', 4 * DAY);
    await until(() => quiet.now() >= START + 4 * DAY && loud.now() >= START + 4 * DAY);
    expect(seldom.length).toBeLessThan(15);
    expect(always.length).toBeGreaterThanOrEqual(96);
  });

  it('forgets a cancelled timer', async () => {
    const clock = aClock('skip');
    const log: string[] = [];
    note(clock, log, 'never', HOUR).cancel();
    note(clock, log, 'day', DAY);
    await until(() => log.length > 0);
    expect(log).toEqual(['day@24']);
  });

  it('goes on after a timer whose effect fails', async () => {
    const failures: string[] = [];
    const clock = new VirtualClock({ mode: 'skip', realNow: () => START, onError: (owner) => failures.push(owner) });
    open.push(clock);
    const log: string[] = [];
    clock.at(START + HOUR, 'once', 'faulty', () => Promise.reject(new Error('no')));
    note(clock, log, 'next', 2 * HOUR);
    await until(() => log.length === 1);
    expect(failures).toEqual(['faulty']);
  });
});
