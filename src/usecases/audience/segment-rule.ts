import type { Fault, Problem } from '../../contracts/problem.ts';
import type { Rule } from '../../contracts/rule.ts';
import { type SegmentGraph, wayTo } from '../../domain/audience/segment-order.ts';
import { ok, type Result } from '../../domain/result.ts';
import { checkRule } from '../../domain/rules/check.ts';
import { parseRule } from '../../domain/rules/parse.ts';
import { joinPath } from '../../domain/rules/rule-tree.ts';
import { segmentsIn } from '../../domain/rules/segments-in.ts';
import { fault, invalid } from '../problems.ts';
import type { TenantScope } from '../scope.ts';
import { type NameDeps, namesFor, readSegmentNames, type SegmentNames, withIds } from './segment-names.ts';

export interface GivenRule {
  readonly rule?: Rule | undefined;
  readonly ruleText?: string | undefined;
}

const refusal = (faults: readonly Fault[]) => invalid('The rule has faults. Nothing was changed.', faults);

/** The rule as given, in either form; undefined where none is. */
function readGiven({ rule, ruleText }: GivenRule): Result<Rule | undefined, Problem> {
  if (ruleText === undefined) return ok(rule);
  const parsed = parseRule(ruleText);
  if (parsed.ok) return parsed;
  return refusal(parsed.error.map((error) => ({ path: 'body.ruleText', code: 'rule_syntax', ...error })));
}

const graphOf = ({ all }: SegmentNames): SegmentGraph =>
  new Map(all.map(({ id, rule }) => [id, rule ? segmentsIn(rule).map(({ segment }) => segment) : []]));

/** Ways that lead from a segment back to itself. */
function cycleFaults(rule: Rule, names: SegmentNames, own: string): readonly Fault[] {
  const graph = graphOf(names);
  const nameOf = (id: string): string => `"${names.find(id)?.name ?? id}"`;
  return segmentsIn(rule).flatMap(({ path, segment }) => {
    const way = wayTo(own, [segment], graph);
    if (!way) return [];
    const message = `The segment would depend on itself: it asks about ${way.map(nameOf).join(', which asks about ')}.`;
    return [fault(joinPath('body.rule', joinPath(path, 'segment')), 'segment_cycle', message)];
  });
}

/**
 * Reads the rule of a segment and checks it: all faults at once, with paths into `body.rule`. Segments in it are named by id afterwards.
 * `own` is the segment it is for, where there is one already. Undefined where no rule is given.
 */
export async function readSegmentRule(
  deps: NameDeps,
  scope: TenantScope,
  given: GivenRule,
  own?: string,
): Promise<Result<Rule | undefined, Problem>> {
  const read = readGiven(given);
  if (!read.ok || !read.value) return read;
  const names = own ? await readSegmentNames(deps, scope) : await namesFor(deps, scope, [read.value]);
  const isSegment = (idOrName: string): boolean => names.find(idOrName) !== undefined;
  const problems = checkRule(read.value, { emailSteps: null, trigger: false, isSegment });
  const rule = withIds(read.value, names);
  const faults = [
    ...problems.map((problem) => ({ ...problem, path: joinPath('body.rule', problem.path) })),
    ...(own ? cycleFaults(rule, names, own) : []),
  ];
  return faults.length > 0 ? refusal(faults) : ok(rule);
}
