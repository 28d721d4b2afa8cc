import type { ConditionStep } from '../../../src/contracts/step.ts';
import { durationOf } from '../blocks/block.ts';
import { finding, type Path } from '../fault.ts';
import { readRule } from '../shorthand.ts';
import { addStep, type Drafting, type Item } from './drafting.ts';
import { type Ahead, follow } from './follow.ts';
import { readOutcomes } from './outcome.ts';
import type { SpecStep } from './schema.ts';

type Arm = NonNullable<ConditionStep['arms']>[number];
type Condition = NonNullable<SpecStep['conditions']>[number];

interface Written {
  readonly condition: Condition;
  readonly path: Path;
}

/** Stronger reactions include weaker ones: who clicked has opened. */
const strengths = ['email_replied', 'email_clicked', 'email_opened'];
const strengthOf = ({ condition }: Written): number =>
  'if' in condition ? strengths.indexOf(condition.if.trim()) : -1;

/**
 * The first arm that holds is taken, so that "opened" before "clicked" would leave the second without anybody: among the places of such
 * conditions the stronger reaction comes first.
 */
export function byStrength(written: readonly Written[]): readonly Written[] {
  const ranked = written.filter((one) => strengthOf(one) >= 0).toSorted((a, b) => strengthOf(a) - strengthOf(b));
  let next = 0;
  return written.map((one) => (strengthOf(one) >= 0 ? (ranked[next++] ?? one) : one));
}

const thenOf = (condition: Condition): string | string[] | undefined =>
  condition.then ?? ('else' in condition ? condition.else?.then : undefined);

const thenPath = ({ condition, path }: Written): Path =>
  condition.then === undefined && 'else' in condition ? [...path, 'else', 'then'] : [...path, 'then'];

function targetOf(drafting: Drafting, written: Written, item: Item, next: string | null, ahead: Ahead): string | null {
  const { outcomes, faults } = readOutcomes(thenOf(written.condition), thenPath(written));
  drafting.faults.push(...faults);
  return follow(drafting, outcomes, item.key, next, ahead);
}

function armOf(drafting: Drafting, written: Written, item: Item, next: string | null, ahead: Ahead): Arm | undefined {
  const { condition, path } = written;
  if (!('if' in condition)) return undefined;
  const rule = readRule(condition.if, [...path, 'if']);
  if ('findings' in rule) drafting.faults.push(...rule.findings);
  const target = targetOf(drafting, written, item, next, ahead);
  if (!('value' in rule)) return undefined;
  return { when: rule.value, ...(condition.wait ? { wait: durationOf(condition.wait) } : {}), next: target };
}

const isElse = ({ condition }: Written): boolean => 'else' in condition;

/** Adds the condition step of an item. */
export function addConditions(drafting: Drafting, item: Item, next: string | null, ahead: Ahead): void {
  const all = (item.step.conditions ?? []).map((condition, i) => ({
    condition,
    path: [...item.path, 'conditions', i],
  }));
  const written = byStrength(all.filter((one) => !isElse(one)));
  if (written.some((one, i) => one !== all.filter((other) => !isElse(other))[i]))
    drafting.notes.push(
      finding(
        [...item.path, 'conditions'],
        'reordered',
        'The stronger reaction is asked first: replied, clicked, opened.',
      ),
    );
  const otherwise = all.find(isElse);
  const arms = written.flatMap((one) => {
    const arm = armOf(drafting, one, item, next, ahead);
    return arm ? [{ arm, path: one.path }] : [];
  });
  const fallback = otherwise ? targetOf(drafting, otherwise, item, next, ahead) : next;
  const origins = arms.flatMap(({ path }, i) => [
    { native: ['arms', i], source: path.slice(item.path.length) },
    { native: ['arms', i, 'when'], source: [...path.slice(item.path.length), 'if'] },
    { native: ['arms', i, 'next'], source: [...path.slice(item.path.length), 'then'] },
  ]);
  const step = {
    id: `${item.key}_check`,
    kind: 'condition' as const,
    arms: arms.map(({ arm }) => arm),
    else: fallback,
  };
  addStep(drafting, step, item.path, origins);
}
