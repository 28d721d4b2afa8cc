import type { Campaign } from '../../contracts/campaign.ts';
import type { Fault } from '../../contracts/problem.ts';
import type { Rule } from '../../contracts/rule.ts';
import { joinPath } from '../../domain/rules/rule-tree.ts';
import { segmentsIn } from '../../domain/rules/segments-in.ts';
import { type NameDeps, namesFor, type SegmentNames, withIds } from '../audience/segment-names.ts';
import { fault } from '../problems.ts';
import type { TenantScope } from '../scope.ts';

type Ruled = Pick<Campaign, 'trigger' | 'exclusions'>;

const unknownIn = (rule: Rule | null, path: string, names: SegmentNames): readonly Fault[] =>
  (rule ? segmentsIn(rule) : [])
    .filter(({ segment }) => !names.find(segment))
    .map(({ path: inner, segment }) =>
      fault(
        joinPath(joinPath(path, inner), 'segment'),
        'unknown_segment',
        `There is no segment "${segment}". List them with GET /api/segments.`,
      ),
    );

const named = (rule: Rule | null, names: SegmentNames): Rule | null => rule && withIds(rule, names);

/** The campaign with the segments of its own rules named by id, and the segments among them that do not exist. */
export async function nameSegments<C extends Ruled>(
  deps: NameDeps,
  scope: TenantScope,
  campaign: C,
): Promise<{ readonly campaign: C; readonly faults: readonly Fault[] }> {
  const { trigger, exclusions } = campaign;
  const filter = trigger?.filter ?? null;
  const names = await namesFor(
    deps,
    scope,
    [filter, exclusions.rule].flatMap((rule) => rule ?? []),
  );
  return {
    campaign: {
      ...campaign,
      trigger: trigger && { ...trigger, filter: named(filter, names) },
      exclusions: { ...exclusions, rule: named(exclusions.rule, names) },
    },
    faults: [
      ...unknownIn(filter, 'body.trigger.filter', names),
      ...unknownIn(exclusions.rule, 'body.exclusions.rule', names),
    ],
  };
}
