import type { Paint } from '../io.ts';
import type { Change } from '../server/changes.ts';
import type { AudienceChange, Plan, StepChange } from '../server/plan.ts';
import { many } from './many.ts';

const longest = 60;

/** A value in one line, long ones cut. */
function shown(value: unknown): string {
  if (value === undefined) return '(none)';
  const text = JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest - 1)}… (${text.length} characters)` : text;
}

const fieldLine = ({ field, before, after }: Change, indent: string, paint: Paint): string => {
  if (before === undefined) return paint('green', `${indent}+ ${field}: ${shown(after)}`);
  if (after === undefined) return paint('red', `${indent}- ${field}: ${shown(before)}`);
  return paint('yellow', `${indent}~ ${field}: ${shown(before)} → ${shown(after)}`);
};

const signs = { add: ['green', '+'], remove: ['red', '-'], change: ['yellow', '~'] } as const;

function stepLines({ stepId, change, fields }: StepChange, paint: Paint): readonly string[] {
  const [tone, sign] = signs[change];
  const head = paint(tone, `  ${sign} step ${stepId}`);
  return change === 'change' ? [head, ...fields.map((field) => fieldLine(field, '      ', paint))] : [head];
}

function audienceLines({ segmentId, name, fields }: AudienceChange, paint: Paint): readonly string[] {
  const head =
    segmentId === null
      ? paint('green', `  + dynamic segment "${name}"`)
      : paint('yellow', `  ~ dynamic segment "${name}" (${segmentId}); its members are found anew`);
  return [head, ...fields.map((field) => fieldLine(field, '      ', paint))];
}

function headLine({ name, action, campaignId, status }: Plan): string {
  if (action === 'create') return `The campaign "${name}" will be created.`;
  if (action === 'nothing')
    return `The campaign "${name}" (${campaignId}, ${status}) is as the file says: nothing to do.`;
  return `The campaign "${name}" (${campaignId}, ${status}) will be changed.`;
}

/** A plan for people: what would be created, changed and removed. */
export function planText(plan: Plan, paint: Paint): string {
  const { action, newSegment, newSenders, audience, settings, steps, order } = plan;
  if (action === 'nothing') return headLine(plan);
  const made = [
    ...(newSegment === null ? [] : [paint('green', `  + segment "${newSegment}"`)]),
    ...newSenders.map((email) => paint('green', `  + sender ${email}`)),
  ];
  const counts = (['add', 'change', 'remove'] as const)
    .map((kind) => ({ kind, count: steps.filter(({ change }) => change === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => `${many(count, 'step')} to ${kind}`);
  return [
    headLine(plan),
    ...made,
    ...(audience ? audienceLines(audience, paint) : []),
    ...settings.map((change) => fieldLine(change, '  ', paint)),
    ...steps.flatMap((change) => stepLines(change, paint)),
    ...(order ? [paint('yellow', '  ~ entry or order of the steps')] : []),
    [many(settings.length, 'setting'), ...counts].join(', '),
  ].join('\n');
}
