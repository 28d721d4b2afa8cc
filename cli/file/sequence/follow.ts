import type { Action } from '../../../src/contracts/action.ts';
import { finding } from '../fault.ts';
import type { FileEmailStep } from '../schema.ts';
import { addStep, type Drafting, freeId, headOf, idOf, isNamed } from './drafting.ts';
import { isLast, type Outcome } from './outcome.ts';

/** Content of a mail that is only named: from `emails`, else the template of that name. */
export const contentOf = ({ emails }: Drafting, name: string): Partial<FileEmailStep> =>
  emails[name] ?? { template: name };

/** A mail that no item of the sequence sends, on the way to `next`. Several ways to the same place share it. */
function namedMail(drafting: Drafting, { name, path }: Outcome, next: string | null): string {
  const wanted = idOf(name);
  const isMine = (id: string): boolean => id === wanted || (id.startsWith(`${wanted}_`) && /_\d+$/.test(id));
  const same = drafting.steps.find((step) => step.kind === 'email' && isMine(step.id) && step.next === next);
  if (same) return same.id;
  const step: FileEmailStep = { id: freeId(drafting, wanted), kind: 'email', ...contentOf(drafting, name), next };
  return addStep(drafting, step, path);
}

function exitStep(drafting: Drafting, { name, path }: Outcome): string {
  const reason = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]+/g, '_')
    .slice(0, 64);
  const known = drafting.steps.find((step) => step.kind === 'exit' && step.reason === reason);
  return known?.id ?? addStep(drafting, { id: freeId(drafting, `exit_${reason}`), kind: 'exit', reason }, path);
}

function actionOf({ verb, name }: Outcome): Action | undefined {
  if (verb === 'add_tag') return { type: 'add_tag', tag: name };
  if (verb === 'remove_tag') return { type: 'remove_tag', tag: name };
  return verb === 'start_campaign' ? { type: 'start_campaign', campaignId: name } : undefined;
}

function leadTo(drafting: Drafting, outcome: Outcome, next: string | null, ahead: Ahead): string | null {
  const item = drafting.items.findIndex(isNamed(outcome.name));
  if (outcome.verb === 'end') return null;
  if (outcome.verb === 'exit_sequence') return exitStep(drafting, outcome);
  if (item >= 0) return ahead(item);
  if (outcome.verb === 'send_email') return namedMail(drafting, outcome, next);
  const message = `No step of the sequence has the id or email_id "${outcome.name}".`;
  drafting.faults.push(finding(outcome.path, 'unknown_step', message));
  return null;
}

/** The first step of an item of the list, by its index; null beyond the last. */
export type Ahead = (index: number) => string | null;

/** Where things lead that follow one another: the id of the first step, or null for the end. `next`: where nothing says otherwise. */
export function follow(
  drafting: Drafting,
  outcomes: readonly Outcome[],
  key: string,
  next: string | null,
  ahead: Ahead,
): string | null {
  return outcomes.reduceRight<string | null>((target, outcome) => {
    if (isLast(outcome)) return leadTo(drafting, outcome, next, ahead);
    const action = actionOf(outcome);
    if (!action) return target;
    const id = freeId(drafting, `${key}_${outcome.verb}_${idOf(outcome.name)}`.slice(0, 58));
    return addStep(drafting, { id, kind: 'action', action, next: target }, outcome.path);
  }, next);
}

export const aheadIn =
  ({ items }: Drafting): Ahead =>
  (index) => {
    const item = items[index];
    return (item && headOf(item)) ?? null;
  };
