import type { Step } from '../../src/contracts/step.ts';
import { entryOf } from '../../src/domain/sequence/graph.ts';
import { type Change, changesBetween, isSame } from './changes.ts';
import type { Current } from './current.ts';
import type { Desired } from './resolve.ts';

export interface StepChange {
  readonly stepId: string;
  readonly change: 'add' | 'remove' | 'change';
  readonly fields: readonly Change[];
}

/** What becomes of the dynamic segment that a file describes as its audience. */
export interface AudienceChange {
  /** Null where the segment will be created. */
  readonly segmentId: string | null;
  readonly name: string;
  /** The rule as text, and when it is refreshed. */
  readonly fields: readonly Change[];
}

/** What applying a file would do. */
export interface Plan {
  readonly campaignId: string | null;
  readonly name: string;
  readonly status: string | null;
  readonly action: 'create' | 'update' | 'nothing';
  readonly newSegment: string | null;
  readonly newSenders: readonly string[];
  /** Null where the file describes no audience, or it is so already. */
  readonly audience: AudienceChange | null;
  readonly settings: readonly Change[];
  readonly steps: readonly StepChange[];
  /** The steps stand in another order, or begin elsewhere. */
  readonly order: Change | null;
}

/** Blocks without HTML become HTML on the server: it differs when they do. */
const asSaved = (before: Step, after: Step): Step =>
  before.kind === 'email' &&
  after.kind === 'email' &&
  after.blocks &&
  !after.html &&
  isSame(before.blocks, after.blocks)
    ? { ...after, ...(before.html === undefined ? {} : { html: before.html }) }
    : after;

function stepChanges(current: Current, { sequence }: Desired): readonly StepChange[] {
  const old = new Map(current.sequence.steps.map((step) => [step.id, step]));
  const fresh = new Set(sequence.steps.map(({ id }) => id));
  const changed = sequence.steps.flatMap((step): readonly StepChange[] => {
    const before = old.get(step.id);
    if (!before) return [{ stepId: step.id, change: 'add', fields: changesBetween({}, step) }];
    const fields = changesBetween(before, asSaved(before, step));
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

const audienceChange = ({ audience }: Desired): AudienceChange | null =>
  audience && audience.changes.length > 0
    ? { segmentId: audience.segmentId, name: audience.name, fields: audience.changes }
    : null;

/** The segment by its name where it is still to be made. */
function namedSegment({ newSegment, audience }: Desired): { readonly segmentId?: string } {
  const name = newSegment ?? (audience?.segmentId === null ? audience.name : null);
  return name === null ? {} : { segmentId: name };
}

const isEmpty = (value: unknown): boolean =>
  value === null || value === '' || (Array.isArray(value) && value.length === 0);

const creation = (desired: Desired): Plan => ({
  campaignId: null,
  name: desired.settings.name,
  status: null,
  action: 'create',
  newSegment: desired.newSegment,
  newSenders: desired.newSenders.map(({ email }) => email),
  audience: audienceChange(desired),
  settings: changesBetween({}, { ...desired.settings, ...namedSegment(desired) }).filter(
    ({ after }) => !isEmpty(after),
  ),
  steps: desired.sequence.steps.map((step) => ({ stepId: step.id, change: 'add', fields: changesBetween({}, step) })),
  order: null,
});

/** The difference between a campaign on the server, if there is one, and how it should be. */
export function planOf(desired: Desired, current: Current | undefined): Plan {
  if (!current) return creation(desired);
  const audience = audienceChange(desired);
  const settings = changesBetween(current.settings, { ...desired.settings, ...namedSegment(desired) });
  const steps = stepChanges(current, desired);
  const order = orderChange(current, desired);
  const nothing =
    settings.length === 0 &&
    steps.length === 0 &&
    order === null &&
    desired.newSenders.length === 0 &&
    audience === null;
  return {
    campaignId: current.id,
    name: desired.settings.name,
    status: current.status,
    action: nothing ? 'nothing' : 'update',
    newSegment: desired.newSegment,
    newSenders: desired.newSenders.map(({ email }) => email),
    audience,
    settings,
    steps,
    order,
  };
}

export const isRunning = ({ status }: Plan): boolean => status === 'active' || status === 'paused';

export const changesSteps = ({ steps, order }: Plan): boolean => steps.length > 0 || order !== null;
