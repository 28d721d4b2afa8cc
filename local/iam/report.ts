import { actionGlob } from './glob.ts';
import type { Statement } from './statement.ts';

export interface Usage {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly count: number;
}

/** One Allow statement with what it allowed so far. */
export interface StatementReport {
  /** `<policy>#<index>` of logical ids. */
  readonly id: string;
  /** Logical id of the role, or whom a resource policy admits. */
  readonly principal: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** How often it allowed an action. */
  readonly used: Readonly<Record<string, number>>;
  /** Those of `actions` that allowed nothing yet. */
  readonly unusedActions: readonly string[];
}

export interface IamReport {
  readonly statements: readonly StatementReport[];
  readonly denied: readonly Usage[];
}

export function reportOf(
  statements: readonly Statement[],
  used: ReadonlyMap<Statement, ReadonlyMap<string, number>>,
  denied: readonly Usage[],
): IamReport {
  const allowing = statements.filter(({ effect }) => effect === 'Allow');
  return { statements: allowing.map((statement) => lineOf(statement, used.get(statement) ?? new Map())), denied };
}

function lineOf({ id, principal, actions, resources }: Statement, used: ReadonlyMap<string, number>): StatementReport {
  const happened = [...used.keys()];
  return {
    id,
    principal,
    actions,
    resources,
    used: Object.fromEntries(used),
    unusedActions: actions.filter((pattern) => !happened.some(actionGlob(pattern))),
  };
}
