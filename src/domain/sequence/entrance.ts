import type { Campaign } from '../../contracts/campaign.ts';
import type { Enrollment } from '../../contracts/enrollment.ts';
import type { Reentry } from '../../contracts/trigger.ts';
import { nominalMs } from '../schedule/local-time.ts';
import { isOpen } from './stop.ts';

/** How a contact comes into a campaign. */
export interface Entrance {
  /** Names what lets it in, so that a repetition is known; null for a launch. */
  readonly startedBy: string | null;
  /** The event whose properties the mails may show. */
  readonly eventId: string | null;
  readonly reentry: Reentry;
  /** The contact enters only while it is a member of this segment. */
  readonly memberOf?: string;
  /** With a campaign that has a local time the contact begins when that comes next, and not at once. */
  readonly atLocalTime?: true;
}

export const byLaunch: Entrance = { startedBy: null, eventId: null, reentry: { rule: 'never' } };

/** A launch lets in who was read as a member; a campaign that removes who leaves lets nobody in who has left since. */
export const launchEntrance = ({ segmentId, enrollmentRules }: Campaign): Entrance =>
  segmentId !== null && enrollmentRules.exitedContacts === 'remove_from_sequence'
    ? { ...byLaunch, memberOf: segmentId }
    : byLaunch;

export type EntryChoice =
  | { readonly choice: 'enter'; readonly entry: number }
  /** This entrance was used before: its enrollment may still lack what follows a commit. */
  | { readonly choice: 'repeat'; readonly enrollment: Enrollment }
  | { readonly choice: 'refuse'; readonly why: 'already_in' | 'was_in' | 'too_soon' };

function mayReenter({ rule, after }: Reentry, last: Enrollment, now: string): 'was_in' | 'too_soon' | undefined {
  if (rule === 'always') return undefined;
  if (rule === 'never' || !after) return 'was_in';
  return Date.parse(last.enrolledAt) + nominalMs(after) > Date.parse(now) ? 'too_soon' : undefined;
}

/** Whether a contact enters, and as which entry, given its enrollments in this campaign. */
export function chooseEntry(mine: readonly Enrollment[], entrance: Entrance, now: string): EntryChoice {
  const same = mine.find((row) => row.startedBy === entrance.startedBy);
  if (same) return { choice: 'repeat', enrollment: same };
  if (mine.some(isOpen)) return { choice: 'refuse', why: 'already_in' };
  const last = mine.toSorted((a, b) => a.entry - b.entry).at(-1);
  if (!last) return { choice: 'enter', entry: 1 };
  const why = mayReenter(entrance.reentry, last, now);
  return why ? { choice: 'refuse', why } : { choice: 'enter', entry: last.entry + 1 };
}
