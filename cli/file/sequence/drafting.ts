import type { Finding, Origin, Path } from '../fault.ts';
import type { FileStep } from '../schema.ts';
import type { Emails, SpecStep } from './schema.ts';

/** A step of the specification with its place in the file. */
export interface Item {
  readonly step: SpecStep;
  readonly path: Path;
  /** Base of the ids of what it becomes. */
  readonly key: string;
}

/** Steps as they are made, in order. */
export interface Drafting {
  readonly items: readonly Item[];
  readonly emails: Emails;
  readonly steps: FileStep[];
  readonly origins: Origin[];
  readonly faults: Finding[];
  readonly notes: Finding[];
}

/** An id that steps may have: `Engaged path` becomes `Engaged_path`. */
export const idOf = (text: string): string => text.replaceAll(/[^A-Za-z0-9_-]+/g, '_').slice(0, 50) || 'step';

export const hasId = ({ steps }: Drafting, id: string): boolean => steps.some((step) => step.id === id);

/** The id, or the first with a number behind it that nobody has. */
export function freeId(drafting: Drafting, id: string): string {
  const taken = (one: string): boolean => hasId(drafting, one) || drafting.items.some(({ key }) => key === one);
  if (!taken(id)) return id;
  for (let n = 2; ; n++) if (!taken(`${id}_${n}`)) return `${id}_${n}`;
}

/** Adds a step and remembers where it came from. */
export function addStep(drafting: Drafting, step: FileStep, source: Path, inside: readonly Origin[] = []): string {
  const native = ['steps', drafting.steps.length];
  drafting.steps.push(step);
  drafting.origins.push(
    { native, source },
    ...inside.map((origin) => ({ native: [...native, ...origin.native], source: [...source, ...origin.source] })),
  );
  return step.id;
}

/** What an item does first: its id in the finished sequence; undefined where it does nothing but lead on. */
export function headOf({ step, key }: Item): string | undefined {
  if (isMail(step)) return key;
  if (step.wait_duration !== undefined) return `${key}_wait`;
  return step.conditions ? `${key}_check` : undefined;
}

export const isMail = (step: SpecStep): boolean =>
  step.email_id !== undefined || step.subject !== undefined || step.html !== undefined || step.template !== undefined;

/** Whether an item is meant by a name. */
export const isNamed =
  (name: string) =>
  ({ step, key }: Item): boolean =>
    step.id === name || step.email_id === name || key === name;
