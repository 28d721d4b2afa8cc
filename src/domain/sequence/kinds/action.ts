import { type Action, ContactAction, type OutsideAction } from '../../../contracts/action.ts';
import type { Effect } from '../../../contracts/effect.ts';
import type { ActionStep } from '../../../contracts/step.ts';
import { effectIdOf } from '../../ids.ts';
import { applyAction, describeAction } from '../contact-action.ts';
import { stepKind } from '../step-kind.ts';
import { goTo, type Walk } from '../walk.ts';

const contactActions: ReadonlySet<string> = new Set(ContactAction.options.map(({ shape }) => shape.type.value));
const isContactAction = (action: Action): action is ContactAction => contactActions.has(action.type);

function effectFor(walk: Walk, step: ActionStep, action: OutsideAction): Effect {
  const { tenantId, campaignId, contactId, entry, visits } = walk.enrollment;
  const visit = visits[step.id] ?? 1;
  return {
    id: effectIdOf(walk.enrollment, step.id, visit),
    tenantId,
    campaignId,
    contactId,
    entry,
    stepId: step.id,
    visit,
    action,
    status: 'pending',
    detail: null,
    plannedAt: walk.input.now,
    settledAt: null,
    rev: 0,
  };
}

/** A list that was deleted since the sequence was published is nothing to move to: the contact goes on. */
const lostList = (walk: Walk, action: Action): string | undefined =>
  action.type === 'move_to_list' && !walk.input.lists?.has(action.list) ? action.list : undefined;

function enter(walk: Walk, step: ActionStep): Walk {
  const { action } = step;
  if (!action) throw new Error(`Action step ${step.id} of a published sequence has no action`);
  const lost = lostList(walk, action);
  if (lost) return goTo(walk, step.next, { what: 'action', detail: `The list ${lost} does not exist any more.` });
  const acted: Walk = isContactAction(action)
    ? { ...walk, contact: applyAction(walk.contact, action) }
    : { ...walk, effects: [...walk.effects, effectFor(walk, step, action)] };
  return goTo(acted, step.next, { what: 'action', detail: describeAction(action) });
}

export const action = stepKind('action', {
  exits: (step) => [{ path: 'next', target: step.next }],
  longestWaitMs: () => 0,
  enter,
});
