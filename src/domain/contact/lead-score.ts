import type { Contact } from '../../contracts/contact.ts';
import type { ScoreTally, ScoringRule } from '../../contracts/lead-scoring.ts';
import { compileProperty, type Properties } from '../rules/property.ts';

/** Something a contact did, at an instant of ISO 8601. */
export interface Activity {
  readonly name: string;
  readonly at: string;
  readonly properties: Properties;
}

const maxScore = 1_000_000;
const noticeableMs = 60 * 60_000;

/** A score as a contact can have it. */
export const withinScores = (score: number): number => Math.min(maxScore, Math.max(-maxScore, score));

/** The rules that an activity counts for. */
export const rulesFor = (
  rules: readonly ScoringRule[],
  { name, properties }: Activity,
  now: string,
): readonly ScoringRule[] =>
  rules.filter(
    ({ event, where = [] }) => event === name && where.every((test) => compileProperty(test)(properties, now)),
  );

/** Names a rule whatever its place in the settings. */
const ruleKey = ({ event, where = [] }: ScoringRule): string => JSON.stringify([event, where]);

/** The points that these rules give now, and the tally of the day (UTC) after it; the same tally where no limited rule counted. */
export function award(
  rules: readonly ScoringRule[],
  tally: ScoreTally | undefined,
  now: string,
): { readonly points: number; readonly tally: ScoreTally | undefined } {
  const day = now.slice(0, 10);
  let after = tally?.day === day ? tally : undefined;
  let points = 0;
  for (const rule of rules) {
    const key = ruleKey(rule);
    const used = after?.counts[key] ?? 0;
    if (rule.maxPerDay !== undefined && used >= rule.maxPerDay) continue;
    points += rule.points;
    if (rule.maxPerDay !== undefined) after = { day, counts: { ...after?.counts, [key]: used + 1 } };
  }
  return { points, tally: after ?? tally };
}

/** The last activity of a contact after one more. It is exact to the hour, so that a busy hour costs one write. */
export const lastActivity = (known: string | null, at: string): string =>
  known !== null && Date.parse(at) - Date.parse(known) < noticeableMs ? known : at;

/** The contact after an activity; the same contact where that changes nothing. */
export function scored(contact: Contact, { at }: Activity, points: number, now: string): Contact {
  const leadScore = withinScores(contact.leadScore + points);
  const lastActivityAt = lastActivity(contact.lastActivityAt, at);
  if (leadScore === contact.leadScore && lastActivityAt === contact.lastActivityAt) return contact;
  return { ...contact, leadScore, lastActivityAt, rev: contact.rev + 1, updatedAt: now };
}
