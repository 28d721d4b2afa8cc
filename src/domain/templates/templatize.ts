import type { Include, LeftOut } from '../../contracts/campaign-template.ts';
import type { ActionStep, EmailStep, Sequence, Step } from '../../contracts/step.ts';
import { withPlaceholders } from './placeholders.ts';
import { straightLine } from './straight-line.ts';

interface Templatized {
  readonly sequence: Sequence;
  readonly leftOut: readonly LeftOut[];
}

const isEmail = (step: Step): step is EmailStep => step.kind === 'email';

/** The beginning of no id of these steps. */
function freePrefix(steps: readonly Step[]): string {
  let prefix = 'gap_';
  while (steps.some(({ id }) => id.startsWith(prefix))) prefix = `x${prefix}`;
  return prefix;
}

/** The mails alone: in their order, a day apart, so that nobody gets all of them at once. */
function mailsOnly(sequence: Sequence): Templatized {
  const mails = sequence.steps.filter(isEmail);
  const prefix = freePrefix(mails);
  const steps = mails.flatMap((mail, i): Step[] => {
    const following = mails[i + 1];
    if (!following) return [{ ...mail, next: null }];
    const id = `${prefix}${i + 1}`;
    return [
      { ...mail, next: id },
      { id, kind: 'wait', for: { value: 1, unit: 'days' }, next: following.id },
    ];
  });
  const leftOut = sequence.steps
    .filter((step) => !isEmail(step))
    .map(
      ({ id }): LeftOut => ({ stepId: id, what: 'sequence', reason: 'The structure of the sequence was left out.' }),
    );
  return { sequence: { entry: steps[0]?.id ?? null, steps }, leftOut };
}

/** An email step without its mail. */
const emptied = ({ id, kind, name, window, next }: EmailStep): EmailStep => ({
  id,
  kind,
  ...(name === undefined ? {} : { name }),
  ...(window === undefined ? {} : { window }),
  ...(next === undefined ? {} : { next }),
});

const ownActions: ReadonlySet<string> = new Set(['webhook', 'notify', 'move_to_list', 'start_campaign']);
export const namesOwnThings = (step: Step): step is ActionStep =>
  step.kind === 'action' && ownActions.has(step.action?.type ?? '');

function withoutOwnThings(step: Step): Step {
  if (!namesOwnThings(step)) return step;
  const { action: _, ...rest } = step;
  return rest;
}

/** The texts of the mails, and actions that name addresses, lists or campaigns of the organization, become placeholders. */
function withoutContent({ sequence, leftOut }: Templatized, emails: boolean): Templatized {
  const notes = sequence.steps.flatMap((step): LeftOut[] => {
    if (isEmail(step) && emails)
      return [{ stepId: step.id, what: 'content', reason: 'The text was replaced by placeholders.' }];
    return namesOwnThings(step)
      ? [
          {
            stepId: step.id,
            what: 'action',
            reason: `The action ${step.action?.type} names things of one organization.`,
          },
        ]
      : [];
  });
  const steps = sequence.steps.map((step) =>
    isEmail(step) && emails ? withPlaceholders(step) : withoutOwnThings(step),
  );
  return { sequence: { ...sequence, steps }, leftOut: [...leftOut, ...notes] };
}

function withoutEmails({ sequence, leftOut }: Templatized): Templatized {
  const notes = sequence.steps
    .filter(isEmail)
    .map(({ id }): LeftOut => ({ stepId: id, what: 'email', reason: 'The mail was left out; its step stays, empty.' }));
  const steps = sequence.steps.map((step) => (isEmail(step) ? emptied(step) : step));
  return { sequence: { ...sequence, steps }, leftOut: [...leftOut, ...notes] };
}

/**
 * What a template keeps of a sequence by the four choices of "Save as template". Without `sequence`: the mails alone, a day apart, or
 * nothing. Without `conditions`: one straight line. Without `emails`: empty mail steps. Without `content`: placeholders.
 */
export function templatize(sequence: Sequence, include: Include): Templatized {
  if (!include.sequence && !include.emails) return { sequence: { entry: null, steps: [] }, leftOut: [] };
  const structure = structureOf(sequence, include);
  const mails = include.emails ? structure : withoutEmails(structure);
  return include.content ? mails : withoutContent(mails, include.emails);
}

function structureOf(sequence: Sequence, include: Include): Templatized {
  if (!include.sequence) return mailsOnly(sequence);
  return include.conditions ? { sequence, leftOut: [] } : straightLine(sequence);
}
