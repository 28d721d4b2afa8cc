import { entryOf } from '../../src/domain/sequence/graph.ts';
import type { Current } from './current.ts';
import type { Desired } from './resolve.ts';

export interface Change {
  readonly field: string;
  /** Undefined where there was, or will be, nothing. */
  readonly before: unknown;
  readonly after: unknown;
}

export interface StepChange {
  readonly stepId: string;
  readonly change: 'add' | 'remove' | 'change';
  readonly fields: readonly Change[];
}

/** What applying a file would do. */
export interface Plan {
  readonly campaignId: string | null;
  readonly name: string;
  readonly status: string | null;
  readonly action: 'create' | 'update' | 'nothing';
  readonly newSegment: string | null;
  readonly newSender: string | null;
  readonly settings: readonly Change[];
  readonly steps: readonly StepChange[];
  /** The steps stand in another order, or begin elsewhere. */
  readonly order: Change | null;
}

/** JSON with its keys in order, so that equal things have equal texts. */
function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

const isSame = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);

function changesBetween(before: object, after: object): readonly Change[] {
  const [old, fresh] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  return [...new Set([...old.keys(), ...fresh.keys()])]
    .filter((field) => !isSame(old.get(field), fresh.get(field)))
    .map((field) => ({ field, before: old.get(field), after: fresh.get(field) }));
}

function stepChanges(current: Current, { sequence }: Desired): readonly StepChange[] {
  const old = new Map(current.sequence.steps.map((step) => [step.id, step]));
  const fresh = new Set(sequence.steps.map(({ id }) => id));
  const changed = sequence.steps.flatMap((step): readonly StepChange[] => {
    const before = old.get(step.id);
    if (!before) return [{ stepId: step.id, change: 'add', fields: changesBetween({}, step) }];
    const fields = changesBetween(before, step);
    return fields.length > 0 ? [{ stepId: step.id, change: 'change', fields }] : [];
  });
  const removed = [...old.values()].filter(({ id }) => !fresh.has(id));
  return [
    ...changed,
    ...removed.map((step): StepChange => ({ stepId: step.id, change: 'remove', fields: changesBetween(step, {}) })),
  ];
}

function orderChange(current: Current, { sequence }: Desired): Change | null {
  const [before, after] = [current.sequence, sequence].map((one) => ({
    entry: entryOf(one),
    steps: one.steps.map(({ id }) => id),
  }));
  return isSame(before, after) ? null : { field: 'order', before, after };
}

const creation = (desired: Desired): Plan => ({
  campaignId: null,
  name: desired.settings.name,
  status: null,
  action: 'create',
  newSegment: desired.newSegment,
  newSender: desired.newSender?.email ?? null,
  settings: changesBetween({}, desired.settings),
  steps: desired.sequence.steps.map((step) => ({ stepId: step.id, change: 'add', fields: changesBetween({}, step) })),
  order: null,
});

/** The difference between a campaign on the server, if there is one, and how it should be. */
export function planOf(desired: Desired, current: Current | undefined): Plan {
  if (!current) return creation(desired);
  const segment = desired.newSegment === null ? {} : { segmentId: desired.newSegment };
  const settings = changesBetween(current.settings, { ...desired.settings, ...segment });
  const steps = stepChanges(current, desired);
  const order = orderChange(current, desired);
  const nothing = settings.length === 0 && steps.length === 0 && order === null && desired.newSender === null;
  return {
    campaignId: current.id,
    name: desired.settings.name,
    status: current.status,
    action: nothing ? 'nothing' : 'update',
    newSegment: desired.newSegment,
    newSender: desired.newSender?.email ?? null,
    settings,
    steps,
    order,
  };
}

export const changesSteps = ({ steps, order }: Plan): boolean => steps.length > 0 || order !== null;
