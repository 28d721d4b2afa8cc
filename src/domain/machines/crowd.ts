/** One click from an address whose mails of many people may have been clicked at once. */
export interface CrowdClick {
  readonly contactId: string;
  readonly sendId: string;
  readonly sightingId: string;
  readonly at: string;
}

const windowMs = 60_000;
const recipients = 20;

/** Clicks are remembered by the ten minutes they fall into, counted since 1970. */
export const crowdSlotMs = 10 * windowMs;
export const crowdSlotOf = (at: string): number => Math.floor(Date.parse(at) / crowdSlotMs);

/** The slots beside a click's own that a crowd around it may reach into. */
export function neighbouringSlots(at: string): readonly number[] {
  const ms = Date.parse(at);
  const own = crowdSlotOf(at);
  return [ms - windowMs, ms + windowMs].map((one) => Math.floor(one / crowdSlotMs)).filter((slot) => slot !== own);
}

/**
 * Of clicks from one address, those that lie in a minute (60 s from any instant on) in which it clicked in the mails of 20 people or
 * more: nobody's reader does, a scanner of a mail gateway does.
 */
export function crowdIn(clicks: readonly CrowdClick[]): ReadonlySet<CrowdClick> {
  const ordered = clicks.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const found = new Set<CrowdClick>();
  const people = new Map<string, number>();
  let from = 0;
  let marked = 0;
  for (const [to, last] of ordered.entries()) {
    people.set(last.contactId, (people.get(last.contactId) ?? 0) + 1);
    for (
      let first = ordered[from];
      first && Date.parse(last.at) - Date.parse(first.at) > windowMs;
      first = ordered[from]
    ) {
      const left = (people.get(first.contactId) ?? 0) - 1;
      if (left > 0) people.set(first.contactId, left);
      else people.delete(first.contactId);
      from += 1;
    }
    if (people.size < recipients) continue;
    for (const click of ordered.slice(Math.max(from, marked), to + 1)) found.add(click);
    marked = to + 1;
  }
  return found;
}
