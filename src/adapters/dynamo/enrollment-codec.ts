import * as z from 'zod';
import { Enrollment, type LogEntry } from '../../contracts/enrollment.ts';
import { toItem } from './codec.ts';
import { indexKeys, keys, readEnrollmentKey } from './keys.ts';
import type { Item } from './table.ts';

/*
 * An enrollment is written at every wake, and writes are billed by the kilobyte: what its keys say is not said again, absent values
 * are left out, instants are numbers, and timeline entries are lists.
 */

const whats = [
  'enrolled',
  'email_planned',
  'email_skipped',
  'waiting',
  'branch',
  'action',
  'held',
  'resumed',
  'exited',
  'completed',
  'moved',
] as const satisfies readonly LogEntry['what'][];

/** Sentences that most entries of a kind have; they are stored as nothing. */
const usualDetails: { readonly [W in LogEntry['what']]?: string } = {
  email_planned: 'Handed to the sender.',
  completed: 'The sequence ended.',
};

const instants = ['dueAt', 'awayUntil', 'waitingSince', 'enrolledAt', 'completedAt', 'exitedAt'] as const;

const Entry = z.tuple([
  z.number().int(),
  z.number(),
  z.string().nullable(),
  z.string().nullable(),
  z.number().nullable(),
  z.string().nullable(),
]);
type Entry = z.infer<typeof Entry>;

const msOf = (instant: string): number => Date.parse(instant);
const instantOf = (ms: number): string => new Date(ms).toISOString();

const packEntry = ({ what, at, stepId, detail, until, sendId }: LogEntry): Entry => [
  whats.indexOf(what),
  msOf(at),
  stepId,
  detail === usualDetails[what] ? null : detail,
  until === null ? null : msOf(until),
  sendId,
];

function unpackEntry([index, at, stepId, detail, until, sendId]: Entry): LogEntry {
  const what = whats[index];
  if (!what) throw new Error(`A timeline has an entry of the unknown kind ${index}`);
  return {
    what,
    at: instantOf(at),
    stepId,
    detail: detail ?? usualDetails[what] ?? '',
    until: until === null ? null : instantOf(until),
    sendId,
  };
}

const isPresent = (value: unknown): boolean => value !== null && !(Array.isArray(value) && value.length === 0);

export function enrollmentItem(row: Enrollment): Item {
  const { tenantId, campaignId, contactId, entry, log, ...rest } = row;
  const at = row.dueAt ?? row.completedAt ?? row.exitedAt ?? row.enrolledAt;
  const index = indexKeys.enrollments(tenantId, campaignId, row.shard, row.status, at);
  const present = Object.fromEntries(Object.entries(rest).filter(([, value]) => isPresent(value)));
  for (const name of instants) if (row[name]) present[name] = msOf(row[name]);
  const key = keys.enrollment(tenantId, contactId, campaignId, entry);
  return toItem('enrollment', key, { ...present, log: log.map(packEntry) }, index);
}

const absent = {
  held: [],
  cursor: null,
  currentStepId: null,
  dueAt: null,
  waitingSince: null,
  pending: null,
  awayUntil: null,
  priority: null,
  startedBy: null,
  eventId: null,
  previousSendId: null,
  exitReason: null,
  completedAt: null,
  exitedAt: null,
};

/** Throws when the row does not have the shape it was written with. */
export function readEnrollment(item: Item): Enrollment {
  const read = Object.fromEntries(
    instants.flatMap((name) => (typeof item[name] === 'number' ? [[name, instantOf(item[name])]] : [])),
  );
  const log = z.array(Entry).parse(item['log']).map(unpackEntry);
  const key = readEnrollmentKey({ pk: String(item['pk']), sk: String(item['sk']) });
  const parsed = Enrollment.safeParse({ ...absent, ...item, ...read, ...key, log });
  if (parsed.success) return parsed.data;
  throw new Error(`Row ${String(item['pk'])} ${String(item['sk'])} is not a valid enrollment`, { cause: parsed.error });
}
