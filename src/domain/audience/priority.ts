import type { Enrollment } from '../../contracts/enrollment.ts';
import { isOpen, parked, released } from '../sequence/stop.ts';

/*
 * Campaigns that ask for it share a contact by priority: of its open enrollments that take part, at most one is not held. Who holds the
 * contact is told by the rows alone; a gate row beside them, changed with every such decision, lets two decisions at once see each other.
 */

interface Contender extends Enrollment {
  readonly priority: number;
}

const takesPart = (row: Enrollment): row is Contender => row.priority !== null && isOpen(row);
const isWaiting = (row: Enrollment): boolean => row.held.includes('higher_priority');

export interface Contended {
  /** The new enrollment, held where somebody else goes first. */
  readonly enrollment: Enrollment;
  /** Rows that it displaces, now held. */
  readonly displaced: readonly Enrollment[];
}

/** Lets a new enrollment contend with the others of its contact. The one that was there first wins a tie. */
export function contend(fresh: Enrollment, others: readonly Enrollment[], now: string): Contended {
  if (fresh.priority === null) return { enrollment: fresh, displaced: [] };
  const { priority } = fresh;
  const holders = others.filter(takesPart).filter((row) => !isWaiting(row));
  if (holders.some((row) => row.priority >= priority))
    return { enrollment: parked(fresh, 'higher_priority', now), displaced: [] };
  return { enrollment: fresh, displaced: holders.map((row) => parked(row, 'higher_priority', now)) };
}

/**
 * The enrollment that may go on once nobody before it holds the contact: of those held for a higher priority the highest, and of equals
 * the oldest. Undefined where somebody still holds the contact or nobody waits. What fell due meanwhile is due now.
 */
export function nextInLine(rows: readonly Enrollment[], now: string): Enrollment | undefined {
  const open = rows.filter(takesPart);
  if (open.some((row) => !isWaiting(row))) return undefined;
  const [first] = open.toSorted(
    (a, b) => b.priority - a.priority || (a.enrolledAt < b.enrolledAt ? -1 : a.enrolledAt > b.enrolledAt ? 1 : 0),
  );
  if (!first) return undefined;
  const due = first.dueAt === null || first.dueAt < now ? now : first.dueAt;
  return released(first, 'higher_priority', due, now);
}
