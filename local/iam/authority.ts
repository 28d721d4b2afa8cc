import { ACCOUNT, REGION } from '../assembly/resource-types.ts';
import type { Context } from './conditions.ts';
import type { Policies, Role } from './policies.ts';
import type { IamReport, Usage } from './report.ts';
import { reportOf } from './report.ts';
import type { Statement } from './statement.ts';

/** One action on one resource, as policies speak of it. */
export interface Access {
  readonly action: string;
  readonly resource: string;
  readonly context?: Context;
}

/** Who asks: a role of the template, or a service for one of its resources. `name` is how reports call it. */
export type Principal =
  | { readonly kind: 'role'; readonly arn: string; readonly name: string }
  | { readonly kind: 'service'; readonly name: string; readonly sourceArn?: string };

export interface Verdict {
  readonly allowed: boolean;
  /** The statement that decided; undefined when none speaks of it. */
  readonly by: Statement | undefined;
}

/** Decides what the policies of the template allow, and remembers which statement allowed what. */
export class Authority {
  readonly #policies: Policies;
  readonly #byAction = new Map<string, readonly Statement[]>();
  readonly #used = new Map<Statement, Map<string, number>>();
  readonly #denied = new Map<string, Usage>();

  constructor(policies: Policies) {
    this.#policies = policies;
  }

  role(arn: string): Role | undefined {
    return this.#policies.roles.get(arn);
  }

  /** Decides, and counts the statement that allowed it or the denial. */
  judge(principal: Principal, access: Access): Verdict {
    const verdict = this.#decide(principal, access);
    if (verdict.allowed && verdict.by) this.#count(verdict.by, access.action);
    else if (!verdict.allowed) this.refuse(principal, access);
    return verdict;
  }

  /** Decides without counting. */
  allows(principal: Principal, access: Access): boolean {
    return this.#decide(principal, access).allowed;
  }

  /** As {@link judge}, but a denial is no finding: for what a service may do and does not have to. */
  exercise(principal: Principal, access: Access): boolean {
    const verdict = this.#decide(principal, access);
    if (verdict.allowed && verdict.by) this.#count(verdict.by, access.action);
    return verdict.allowed;
  }

  /** Whether a service may act as a role; `sourceArn` is the resource it acts for. */
  assume(roleArn: string, service: string, sourceArn?: string): Verdict {
    const principal: Principal = { kind: 'service', name: service, ...(sourceArn !== undefined && { sourceArn }) };
    const access = { action: 'sts:AssumeRole', resource: roleArn };
    const trust = this.role(roleArn)?.trust ?? [];
    const verdict = decide(
      trust.filter((statement) => speaksOf(statement, principal) && statement.coversAction(access.action)),
      { ...access, context: contextOf(principal, {}) },
    );
    if (verdict.allowed && verdict.by) this.#count(verdict.by, access.action);
    else this.refuse(principal, access);
    return verdict;
  }

  /** Counts a denial. */
  refuse({ name: principal }: Principal, { action, resource }: Access): void {
    const key = `${principal} ${action} ${resource}`;
    const count = (this.#denied.get(key)?.count ?? 0) + 1;
    this.#denied.set(key, { principal, action, resource, count });
  }

  report(): IamReport {
    const { roles, onResources } = this.#policies;
    const all = [...roles.values()].flatMap(({ trust, statements }) => [...trust, ...statements]);
    return reportOf([...all, ...onResources], this.#used, [...this.#denied.values()]);
  }

  #decide(principal: Principal, access: Access): Verdict {
    const statements = this.#statementsFor(principal, access.action);
    return decide(statements, { ...access, context: contextOf(principal, access.context ?? {}) });
  }

  #statementsFor(principal: Principal, action: string): readonly Statement[] {
    const key = `${principal.kind === 'role' ? principal.arn : principal.name} ${action}`;
    const known = this.#byAction.get(key);
    if (known) return known;
    const own = principal.kind === 'role' ? (this.role(principal.arn)?.statements ?? []) : [];
    const onResources = this.#policies.onResources.filter((statement) => speaksOf(statement, principal));
    const found = [...own, ...onResources].filter((statement) => statement.coversAction(action));
    this.#byAction.set(key, found);
    return found;
  }

  #count(statement: Statement, action: string): void {
    const actions = this.#used.get(statement) ?? new Map<string, number>();
    actions.set(action, (actions.get(action) ?? 0) + 1);
    this.#used.set(statement, actions);
  }
}

/** An explicit Deny wins, then the first Allow; without either it is denied. */
function decide(statements: readonly Statement[], { resource, context = {} }: Access): Verdict {
  const covering = statements.filter((statement) => statement.covers(resource, context));
  const denial = covering.find(({ effect }) => effect === 'Deny');
  if (denial) return { allowed: false, by: denial };
  const [by] = covering;
  return { allowed: by !== undefined, by };
}

function speaksOf({ principals }: Statement, principal: Principal): boolean {
  if (!principals) return false;
  const named = principal.kind === 'role' ? principals.AWS : principals.Service;
  return named.includes('*') || named.includes(principal.kind === 'role' ? principal.arn : principal.name);
}

/** What is true of every request here. SDKs use TLS on AWS; on the loopback interface the cloud stands in for it. */
const EVERYWHERE: Context = {
  'aws:securetransport': ['true'],
  'aws:principalaccount': [ACCOUNT],
  'aws:requestedregion': [REGION],
};

function contextOf(principal: Principal, own: Context): Context {
  if (principal.kind === 'role') return { ...EVERYWHERE, 'aws:principalarn': [principal.arn], ...own };
  const { sourceArn } = principal;
  const source = sourceArn === undefined ? {} : { 'aws:sourcearn': [sourceArn] };
  return { ...EVERYWHERE, 'aws:sourceaccount': [ACCOUNT], ...source, ...own };
}
