import type { ConditionStep } from '../../../contracts/step.ts';
import { evaluate } from '../../rules/evaluate.ts';
import { nominalMs } from '../../schedule/local-time.ts';
import { stepKind } from '../step-kind.ts';
import { goTo, sleep, type Walk } from '../walk.ts';
import { factsFor } from './facts-for.ts';
import { waitUntil } from './wait-until.ts';

type Arm = NonNullable<ConditionStep['arms']>[number];

interface Judged {
  /** Undefined where no arm holds. */
  readonly arm: Arm | undefined;
  readonly because: string;
}

function judge(walk: Walk, step: ConditionStep): Judged {
  const facts = factsFor(walk, step.id);
  let because = 'no arm held';
  for (const [i, arm] of (step.arms ?? []).entries()) {
    const verdict = evaluate(arm.when, facts);
    because = verdict.because;
    if (verdict.holds) return { arm, because: `arm ${i + 1}: ${because}` };
  }
  return { arm: undefined, because: `"else": ${because}` };
}

const take = (walk: Walk, step: ConditionStep, { arm, because }: Judged): Walk =>
  goTo(walk, arm ? arm.next : step.else, { what: 'branch', detail: `Took ${because}.` });

/** An arm with a wait of its own is judged again when the wait is over; then no arm waits any more. */
function enter(walk: Walk, step: ConditionStep): Walk {
  const judged = judge(walk, step);
  if (!judged.arm?.wait) return take(walk, step, judged);
  const { until, inZone } = waitUntil(walk, judged.arm.wait);
  const { value, unit } = judged.arm.wait;
  return sleep(
    walk,
    until,
    { cursor: step.id, pending: { for: 'arm' } },
    `Gives ${judged.because} another ${value} ${unit}, ${inZone}, and judges again then.`,
  );
}

export const condition = stepKind('condition', {
  exits: (step) => [
    ...(step.arms ?? []).map((arm, i) => ({ path: `arms.${i}.next`, target: arm.next })),
    { path: 'else', target: step.else },
  ],
  longestWaitMs: (step) => Math.max(0, ...(step.arms ?? []).map((arm) => (arm.wait ? nominalMs(arm.wait) : 0))),
  enter,
  resume: (walk, step) => take(walk, step, judge(walk, step)),
});
