import type { VariableReport } from '../../contracts/variable-use.ts';
import type { ContentField } from '../content/content-problem.ts';
import { type MailSources, readFields } from '../content/mail-parts.ts';
import { fieldOf, kindOfVariable } from '../content/variable-kind.ts';
import { variablesOf } from '../content/variables.ts';

/** The sources of a mail and the step that sends it; null for a template. */
export interface MailOfStep {
  readonly stepId: string | null;
  readonly mail: MailSources;
}

export type VariableUse = Omit<VariableReport['variables'][number], 'lacking'>;
type Use = VariableUse['uses'][number];

const fieldNames = (parts: object): readonly ContentField[] =>
  (['subject', 'previewText', 'html', 'text'] as const).filter((name) => name in parts);

function usesOf({ stepId, mail }: MailOfStep): readonly { readonly field: string; readonly use: Use }[] {
  const { parts } = readFields(mail);
  return fieldNames(parts).flatMap((name) => {
    const template = parts[name];
    if (!template) return [];
    return variablesOf(template).map(({ path, guarded }) => ({
      field: fieldOf(path),
      use: { stepId, field: name, guarded },
    }));
  });
}

/** Every variable of some mails, in order of first use; fields with syntax faults are left out. */
export function variableUses(mails: readonly MailOfStep[]): readonly VariableUse[] {
  const byField = new Map<string, Use[]>();
  for (const { field, use } of mails.flatMap(usesOf)) byField.set(field, [...(byField.get(field) ?? []), use]);
  return [...byField].map(([path, uses]) => ({
    path,
    kind: kindOfVariable(path),
    guarded: uses.every(({ guarded }) => guarded),
    uses,
  }));
}
