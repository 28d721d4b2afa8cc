import type { Books } from '../../../src/contracts/analytics.ts';
import type { Message } from '../../../src/contracts/message.ts';

/** A mail that SES took: `at` in milliseconds of the cloud's time. */
export interface Accepted {
  readonly sendId: string;
  readonly at: number;
}

export type LedgerRow = Pick<Message, 'sendId' | 'contactId' | 'stepId' | 'status' | 'reason' | 'claimedAt'>;

export interface Expected {
  readonly contactId: string;
  /** Email steps on this contact's way. */
  readonly steps: readonly string[];
  /** Why its enrollment ended early; null when it did not. */
  readonly exitReason: string | null;
  /** When a stop was acknowledged, in milliseconds of the cloud's time; null when none was. */
  readonly stoppedAt: number | null;
}

/** A time in which nothing may be claimed: from the acknowledgement of a pause to the request to resume. */
export interface Silence {
  readonly from: number;
  readonly to: number;
}

/** Everything that is known of one campaign at its end. */
export interface Evidence {
  readonly status: string;
  readonly contacts: readonly Expected[];
  readonly rows: readonly LedgerRow[];
  readonly mails: readonly Accepted[];
  readonly silences: readonly Silence[];
  readonly books: Pick<Books, 'balanced' | 'settled' | 'drift'>;
  /** `emailsSent` of the analytics. */
  readonly counted: number;
}

type Law = (evidence: Evidence) => readonly string[];

const mailsBySendId = ({ mails }: Evidence): Map<string, number[]> => {
  const times = new Map<string, number[]>();
  for (const { sendId, at } of mails) times.set(sendId, [...(times.get(sendId) ?? []), at]);
  return times;
};

const nameOf = ({ contactId, stepId, sendId }: LedgerRow): string => `${stepId} to ${contactId} (${sendId})`;

const nothingTwice: Law = (evidence) =>
  [...mailsBySendId(evidence)]
    .filter(([, times]) => times.length > 1)
    .map(([sendId, times]) => `doubled: ${sendId} was accepted ${times.length} times`);

const nothingUnplanned: Law = (evidence) => {
  const known = new Set(evidence.rows.map(({ sendId }) => sendId));
  return evidence.mails.filter(({ sendId }) => !known.has(sendId)).map(({ sendId }) => `unplanned: ${sendId}`);
};

/** A row that says the mail left, without a mail; one that says it did not, with one; one that says nothing. */
function contradictionOf(row: LedgerRow, mails: number): string | undefined {
  switch (row.status) {
    case 'planned':
    case 'claimed':
      return `unsettled: ${nameOf(row)} is ${row.status}`;
    case 'sent':
      return mails === 0 ? `lost: ${nameOf(row)} is marked sent` : undefined;
    case 'unknown':
      return undefined;
    default:
      if (mails > 0) return `untrue: ${nameOf(row)} is ${row.status} and was accepted`;
      return row.reason === null ? `unexplained: ${nameOf(row)} is ${row.status} without a reason` : undefined;
  }
}

const rowsAreTrue: Law = (evidence) => {
  const times = mailsBySendId(evidence);
  return evidence.rows.flatMap((row) => contradictionOf(row, times.get(row.sendId)?.length ?? 0) ?? []);
};

const nobodyForgotten: Law = ({ contacts, rows }) =>
  contacts
    .filter(({ exitReason }) => exitReason === null)
    .flatMap(({ contactId, steps }) =>
      steps
        .filter((stepId) => !rows.some((row) => row.contactId === contactId && row.stepId === stepId))
        .map((stepId) => `lost: ${stepId} to ${contactId} was never planned`),
    );

const onTheWay: Law = ({ contacts, rows }) =>
  rows
    .filter(
      (row) => !contacts.some(({ contactId, steps }) => contactId === row.contactId && steps.includes(row.stepId)),
    )
    .map((row) => `astray: ${nameOf(row)} is not on the contact's way`);

const claimedIn = (row: LedgerRow, { from, to }: Silence): boolean => {
  const at = Date.parse(row.claimedAt ?? '');
  return at > from && at < to;
};

/** A claim that was made before a stop may still be sent; none may be made after it. */
const nothingAfterAStop: Law = ({ contacts, rows, silences, mails }) => {
  const accepted = new Set(mails.map(({ sendId }) => sendId));
  const stopOf = new Map(contacts.map(({ contactId, stoppedAt }) => [contactId, stoppedAt]));
  return rows
    .filter(({ sendId }) => accepted.has(sendId))
    .filter((row) => {
      const stoppedAt = stopOf.get(row.contactId);
      const forbidden = stoppedAt == null ? silences : [...silences, { from: stoppedAt, to: Number.POSITIVE_INFINITY }];
      return forbidden.some((silence) => claimedIn(row, silence));
    })
    .map((row) => `after a stop: ${nameOf(row)} was claimed at ${row.claimedAt}`);
};

const booksAgree: Law = ({ status, books, rows, counted }) => {
  const sent = rows.filter((row) => row.status === 'sent').length;
  return [
    ...(status === 'completed' ? [] : [`unfinished: the campaign is ${status}`]),
    ...(books.balanced ? [] : ['books: not balanced']),
    ...(books.settled ? [] : ['books: not settled']),
    ...books.drift.map((drift) => `books: ${JSON.stringify(drift)}`),
    ...(counted === sent ? [] : [`counters: ${counted} sent are counted, ${sent} rows say so`]),
  ];
};

const laws: readonly Law[] = [
  nothingTwice,
  nothingUnplanned,
  rowsAreTrue,
  nobodyForgotten,
  onTheWay,
  nothingAfterAStop,
  booksAgree,
];

/** Every way in which a campaign broke its promises, one sentence each; empty when it kept them. */
export const judge = (evidence: Evidence): readonly string[] => laws.flatMap((law) => law(evidence));
