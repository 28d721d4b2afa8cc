import type { EmailStep, Sequence, SequenceProblem } from '../../contracts/step.ts';
import { checkContent } from '../content/check-content.ts';
import { readFields } from '../content/mail-parts.ts';
import { nearest } from '../content/nearest.ts';
import { alwaysPresent } from '../content/template-data.ts';
import { fieldOf, kindOfVariable, knownVariables } from '../content/variable-kind.ts';
import { type Variable, variablesOf } from '../content/variables.ts';

const isKnown = (field: string, { hasEvent }: Place): boolean => {
  const kind = kindOfVariable(field);
  return kind !== 'unknown' && (kind !== 'event' || hasEvent);
};

interface Place {
  readonly step: EmailStep;
  readonly path: string;
  /** Whether an event may stand behind the mail, with properties to show. */
  readonly hasEvent: boolean;
}

const problem = (
  { step, path }: Place,
  severity: SequenceProblem['severity'],
  code: string,
  message: string,
): SequenceProblem => ({
  code,
  severity,
  stepId: step.id,
  path,
  message,
});

function unknownVariable(place: Place, field: string): SequenceProblem {
  const near = nearest(field, knownVariables);
  const hint = near ? `Did you mean {{${near}}}?` : 'Use a contact field, or {{custom.name}} for your own.';
  return problem(place, 'error', 'unknown_variable', `There is no variable {{${field}}}. ${hint}`);
}

function variableProblem(place: Place, variable: Variable): readonly SequenceProblem[] {
  const field = fieldOf(variable.path);
  if (!isKnown(field, place)) return [unknownVariable(place, field)];
  if (variable.guarded || alwaysPresent.has(field)) return [];
  const message = `Some contacts may have no ${field}. Write {{default ${field} "…"}} so that nobody gets a gap.`;
  return [problem(place, 'warning', 'missing_fallback', message)];
}

function problemsOf(step: EmailStep, index: number, hasEvent: boolean): readonly SequenceProblem[] {
  const placeOf = (field: string): Place => ({ step, path: `steps.${index}.${field}`, hasEvent });
  const content = checkContent(step).map((fault) => {
    const where = fault.line === 1 && fault.column === 1 ? '' : ` (line ${fault.line}, column ${fault.column})`;
    return problem(placeOf(fault.field), fault.severity, fault.code, `${fault.message}${where}`);
  });
  const variables = Object.entries(readFields(step).parts).flatMap(([field, template]) =>
    variablesOf(template).flatMap((variable) => variableProblem(placeOf(field), variable)),
  );
  return [...content, ...variables];
}

/**
 * Every fault of the contents of a sequence: syntax, emptiness, the law's demands, unknown variables, missing fallbacks. `triggered`: an
 * event starts every enrollment.
 */
export function contentProblems(sequence: Sequence, triggered = false): readonly SequenceProblem[] {
  const hasEvent = triggered || sequence.steps.some(({ kind }) => kind === 'wait_for_event');
  return sequence.steps.flatMap((step, i) => (step.kind === 'email' ? problemsOf(step, i, hasEvent) : []));
}
