import type { Problem } from '../../contracts/problem.ts';
import type { Rule } from '../../contracts/rule.ts';
import type { RuleConversion, RuleToConvert } from '../../contracts/rule-conversion.ts';
import { ok, type Result } from '../../domain/result.ts';
import { checkRule } from '../../domain/rules/check.ts';
import { describeRule } from '../../domain/rules/describe.ts';
import { parseRule } from '../../domain/rules/parse.ts';
import { printRule } from '../../domain/rules/print.ts';
import { factsOf, joinPath } from '../../domain/rules/rule-tree.ts';
import type { SegmentStore } from '../ports/segment-store.ts';
import { invalid, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';

export interface Deps {
  readonly segments: Pick<SegmentStore, 'list'>;
}

/** Names of the segments a rule asks about, by what the rule calls them: their ids or their names. */
async function namesOf({ segments }: Deps, scope: TenantScope, rule: Rule): Promise<ReadonlyMap<string, string>> {
  const wanted = new Set(factsOf(rule).flatMap(({ fact }) => ('segment' in fact ? [fact.segment] : [])));
  const names = new Map<string, string>();
  let cursor: string | null | undefined;
  while (cursor !== null && names.size < wanted.size) {
    const page = await segments.list(scope, { limit: 100, cursor });
    for (const { id, name } of page.items)
      for (const known of [id, name]) if (wanted.has(known)) names.set(known, name);
    cursor = page.nextCursor;
  }
  return names;
}

function read(input: RuleToConvert): Result<Rule, Problem> {
  if ('rule' in input) return ok(input.rule);
  const parsed = parseRule(input.text);
  if (parsed.ok) return parsed;
  const faults = parsed.error.map((error) => ({ path: 'body.text', code: 'rule_syntax', ...error }));
  return invalid('The text is no rule.', faults);
}

/** Reads a rule in either form and gives all of them, with what keeps it from making sense. */
export const convertRule =
  (deps: Deps) =>
  async (scope: TenantScope, input: RuleToConvert): Outcome<RuleConversion> => {
    const parsed = read(input);
    if (!parsed.ok) return parsed;
    const rule = parsed.value;
    const names = await namesOf(deps, scope, rule);
    const problems = checkRule(rule, { isSegment: (idOrName) => names.has(idOrName) });
    return ok({
      rule,
      text: printRule(rule),
      sentence: describeRule(rule, { segment: (idOrName) => names.get(idOrName) ?? idOrName }),
      problems: problems.map((problem) => ({ ...problem, path: joinPath('rule', problem.path) })),
    });
  };
