import fc, { type Scheduler } from 'fast-check';
import type { Engine } from './engine.ts';
import { Stage } from './stage.ts';

/** RACE_RUNS multiplies the runs of every race; 1 keeps the folder within a minute or two. */
const factor = Number(process.env['RACE_RUNS'] ?? 1);

/** The same orders every time, so that a change is judged by what it changes; another seed explores others. */
const seed = Number(process.env['RACE_SEED'] ?? 1);

/** Most calls take the first turn they get; a few are held up for long, as a cold start or a lost packet does it. */
const stalls = fc.infiniteStream(
  fc.oneof({ weight: 8, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 4, max: 25 }) }),
);

/** Runs a race on a fresh stage for many orders of its calls; a failing order is printed with its seed and the calls as they came. */
export async function explore<T>(
  engine: () => Engine,
  runs: number,
  settings: fc.Arbitrary<T>,
  race: (stage: Stage, scheduler: Scheduler, setting: T) => Promise<void>,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), stalls, settings, (scheduler, stalled, setting) => {
      const stage = new Stage(engine());
      stage.gate.stall = () => stalled.next().value ?? 0;
      return race(stage, scheduler, setting);
    }),
    { seed, numRuns: Math.ceil(runs * factor), endOnFailure: factor > 1, interruptAfterTimeLimit: 600_000 },
  );
}

export const orders = fc.constant(undefined);
