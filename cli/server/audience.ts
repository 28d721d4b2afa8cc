import type { Rule } from '../../src/contracts/rule.ts';
import type { Segment } from '../../src/contracts/segment.ts';
import { printRule } from '../../src/domain/rules/print.ts';
import { withSegments } from '../../src/domain/rules/segments-in.ts';
import { type Finding, finding } from '../file/fault.ts';
import type { CampaignFile } from '../file/schema.ts';
import { type Change, changesBetween, isSame } from './changes.ts';
import type { Directory } from './directory.ts';
import { ambiguousName, findNamed, nameFor, type SegmentRow } from './names.ts';

type Refresh = NonNullable<Segment['refresh']>;

/** The dynamic segment that a file describes as the audience of its campaign. */
export interface DesiredAudience {
  readonly name: string;
  /** Segments in it are named by id. */
  readonly rule: Rule;
  readonly refresh: Refresh;
  /** Null where it is still to be made. */
  readonly segmentId: string | null;
  /** How it differs from what is on the server; the rule as text. */
  readonly changes: readonly Change[];
}

const suffix = ': audience';
const longestName = 255;

/** What the segment of a campaign is called where its file does not say. */
export const usualAudienceName = (campaign: string): string =>
  `${campaign.slice(0, longestName - suffix.length)}${suffix}`;

const at = ['segment'];

function conflictOf(file: CampaignFile, segment: SegmentRow, directory: Directory): Finding | undefined {
  if (segment.type === 'static')
    return finding(
      at,
      'static_segment',
      `"${segment.name}" is a list that contacts are put on by hand: it cannot follow a rule. To choose among its members, name no segment and write in_segment("${segment.name}") and … as the rule.`,
    );
  const others = directory.campaigns.filter(
    ({ id, name, status, segmentId }) =>
      segmentId === segment.id && status !== 'archived' && id !== file.id && name !== file.name,
  );
  if (others.length === 0) return undefined;
  return finding(
    at,
    'segment_in_use',
    `"${segment.name}" has another rule and is the audience of "${others[0]?.name}" as well: leave the name out, and the campaign gets a segment of its own.`,
  );
}

/** The rule as text, its segments by their names. */
const textOf = (rule: Rule, { segments }: Directory): string =>
  printRule(withSegments(rule, (id) => nameFor(segments, id)));

function changesOf(rule: Rule, refresh: Refresh, current: SegmentRow | undefined, directory: Directory) {
  if (!current) return changesBetween({}, { rule: textOf(rule, directory), refresh });
  const sameRule = isSame(current.rule, rule);
  return [
    ...(sameRule
      ? []
      : [
          {
            field: 'rule',
            before: current.rule ? textOf(current.rule, directory) : undefined,
            after: textOf(rule, directory),
          },
        ]),
    ...changesBetween({ refresh: current.refresh }, { refresh }),
  ];
}

/** What the audience of a file is on the server, and what keeps it from being made so. `rule` is that of the file, with ids. */
export function resolveAudience(
  file: CampaignFile,
  { refresh }: NonNullable<CampaignFile['audience']>,
  rule: Rule,
  directory: Directory,
): { readonly audience: DesiredAudience; readonly findings: readonly Finding[] } {
  const name = file.segment ?? usualAudienceName(file.name);
  const found = findNamed(directory.segments, name);
  const current = 'id' in found ? directory.segments.find(({ id }) => id === found.id) : undefined;
  const changes = changesOf(rule, refresh, current, directory);
  const audience = { name: current?.name ?? name, rule, refresh, segmentId: current?.id ?? null, changes };
  if ('ambiguous' in found) return { audience, findings: [ambiguousName(at, name, found.ambiguous)] };
  const conflict = current && changes.length > 0 ? conflictOf(file, current, directory) : undefined;
  return { audience, findings: conflict ? [conflict] : [] };
}
