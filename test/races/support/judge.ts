import { expect } from 'vitest';
import type { Enrollment } from '../../../src/contracts/enrollment.ts';
import type { Message } from '../../../src/contracts/message.ts';
import { recountBooks } from '../../../src/usecases/engine/recount-books.ts';
import type { Cast } from './arrange.ts';
import type { Stage } from './stage.ts';

const closed = new Set(['completed', 'exited']);
const ended = new Set(['sent', 'skipped', 'failed', 'unknown']);

type Audience = Omit<Cast, 'chunk'>;

interface Rows {
  readonly enrollments: readonly Enrollment[];
  readonly messages: readonly Message[];
}

/** All rows of the campaign, contact by contact. */
export async function rowsOf(stage: Stage, { campaignId, contactIds }: Audience): Promise<Rows> {
  const journeys = [];
  for (const id of contactIds) journeys.push(await stage.stores.journeys.load(stage.scope, id));
  const mine = <T extends { campaignId: string }>(rows: readonly T[]) =>
    rows.filter((row) => row.campaignId === campaignId);
  return {
    enrollments: journeys.flatMap((journey) => mine(journey.enrollments)),
    messages: journeys.flatMap((journey) => mine(journey.messages)),
  };
}

/** Mails that SES took, by send id. */
export const acceptedBySend = (stage: Stage): ReadonlyMap<string, number> =>
  new Map([...Map.groupBy(stage.outside.accepted, ({ sendId }) => sendId)].map(([id, mails]) => [id, mails.length]));

/** What no order of calls may break. */
export function expectConsistent(stage: Stage, { enrollments, messages }: Rows): void {
  expect(stage.claimsAfterStop(), 'claims after an acknowledged stop').toEqual([]);
  const accepted = acceptedBySend(stage);
  expect(
    [...accepted].filter(([, times]) => times > 1),
    'mails sent twice',
  ).toEqual([]);
  for (const { sendId, status, held, leaseUntil } of messages) {
    expect({ sendId, sent: status === 'sent' }, 'a row says sent if and only if SES took it').toEqual({
      sendId,
      sent: accepted.has(sendId),
    });
    if (ended.has(status)) expect({ held, leaseUntil }).toEqual({ held: false, leaseUntil: null });
  }
  for (const { contactId, status, held, cursor, dueAt } of enrollments) {
    expect({ contactId, held: status === 'held' }).toEqual({ contactId, held: held.length > 0 });
    if (closed.has(status)) expect({ contactId, cursor, dueAt }).toEqual({ contactId, cursor: null, dueAt: null });
  }
  for (const stopped of enrollments.filter(({ status }) => status === 'exited')) {
    const planned = messages.filter((row) => row.contactId === stopped.contactId && row.status === 'planned');
    expect(planned, 'an exited enrollment plans nothing').toEqual([]);
  }
}

/** Counts the ledger: the books are balanced and no counter drifted. */
async function expectBalanced(stage: Stage, campaignId: string): Promise<void> {
  const { common, scope } = stage;
  const recountId = stage.ids.next('recount');
  await recountBooks({ ...common, record: async () => {} })({
    kind: 'recount',
    tenantId: scope.tenantId,
    campaignId,
    recountId,
  });
  const books = await common.stats.getBooks(scope, campaignId);
  expect({ drift: books?.drift, balanced: books?.balanced }).toEqual({ drift: [], balanced: true });
}

/** Every contact of the audience has an enrollment and every one of its mails an end. */
function expectSettled({ enrollments, messages }: Rows, contactIds: readonly string[]): void {
  expect(new Set(enrollments.map((row) => row.contactId))).toEqual(new Set(contactIds));
  expect(messages.filter(({ status }) => !ended.has(status))).toEqual([]);
  expect(enrollments.filter(({ status }) => !closed.has(status))).toEqual([]);
}

/** After a run until quiet: consistent, counted right, nobody forgotten. */
export async function expectGoodEnd(stage: Stage, cast: Audience): Promise<Rows> {
  const rows = await rowsOf(stage, cast);
  expectConsistent(stage, rows);
  expectSettled(rows, cast.contactIds);
  await expectBalanced(stage, cast.campaignId);
  return rows;
}
