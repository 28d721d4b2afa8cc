import type { Rule } from '../../contracts/rule.ts';
import type { Segment } from '../../contracts/segment.ts';
import { segmentsIn, withSegments } from '../../domain/rules/segments-in.ts';
import type { SegmentStore } from '../ports/segment-store.ts';
import type { TenantScope } from '../scope.ts';

export interface NameDeps {
  readonly segments: Pick<SegmentStore, 'list'>;
}

/** The segments of a tenant, for rules that name them. */
export interface SegmentNames {
  readonly all: readonly Segment[];
  /** By id, or by a name that only one has; of a name that several have, the one that is the oldest. */
  find(idOrName: string): Segment | undefined;
}

const pageSize = 100;

const namesOf = (all: readonly Segment[]): SegmentNames => {
  const byName = new Map(all.toSorted((a, b) => (a.id < b.id ? 1 : -1)).map((segment) => [segment.name, segment]));
  const byId = new Map(all.map((segment) => [segment.id, segment]));
  return { all, find: (idOrName) => byId.get(idOrName) ?? byName.get(idOrName) };
};

export async function readSegmentNames({ segments }: NameDeps, scope: TenantScope): Promise<SegmentNames> {
  const all: Segment[] = [];
  let cursor: string | undefined;
  do {
    const page = await segments.list(scope, { limit: pageSize, cursor });
    all.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return namesOf(all);
}

/** The names that some rules need; nothing is read for rules that name no segment. */
export const namesFor = async (deps: NameDeps, scope: TenantScope, rules: readonly Rule[]): Promise<SegmentNames> =>
  rules.some((rule) => segmentsIn(rule).length > 0) ? readSegmentNames(deps, scope) : namesOf([]);

/** The rule with its segments named by id; what is unknown stays as it is. */
export const withIds = (rule: Rule, names: SegmentNames): Rule =>
  withSegments(rule, (idOrName) => names.find(idOrName)?.id ?? idOrName);
