import type { Message } from '../../../src/contracts/message.ts';
import type { OutboxWork } from '../../../src/contracts/work.ts';
import { ok } from '../../../src/domain/result.ts';
import { type Deps, type Settled, sendMail } from '../../../src/usecases/delivery/send-mail.ts';
import { sendTurns } from '../../../src/usecases/delivery/send-turns.ts';
import type { Mailer, OutgoingMail } from '../../../src/usecases/ports/effects.ts';
import type { SendRateRow, SendRateStore } from '../../../src/usecases/ports/send-rate.ts';
import { aCampaign, aContact, aMessage } from '../../support/builders.ts';
import { fromCampaign, nothingHeld } from '../../support/senders.ts';

/** As many mails as the outbox's workers have in hand at once: 20 functions with batches of 10. */
const inHand = 200;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const now = (): string => new Date().toISOString();

/** The row of the sending rate, in memory. */
function rateRow(): SendRateStore {
  let row: SendRateRow | undefined;
  return {
    get: async () => row,
    lease: async ({ mails, now: at, spanMs, latest }) => {
      if (!row || row.holdUntil > at || row.room < mails || row.nextAt > latest) return { granted: false, row };
      const startAt = Math.max(at, row.nextAt);
      row = { ...row, nextAt: startAt + spanMs, room: row.room - mails };
      return { granted: true, startAt };
    },
    takeRefresh: async (at, before) => {
      if (!row || row.readAt > before) return false;
      row = { ...row, readAt: at };
      return true;
    },
    saveAccount: async (account) => {
      row = { nextAt: 0, holdUntil: 0, ...row, ...account };
    },
    hold: async (until) => {
      if (!row || row.holdUntil >= until) return false;
      row = { ...row, holdUntil: until };
      return true;
    },
  };
}

/** Rows of planned mails with the conditions of the real ledger. */
function ledgerOf(rows: Map<string, Message>): Deps['ledger'] {
  const owned = ({ sendId, fence }: Message): Message | undefined => {
    const row = rows.get(sendId);
    return row?.status === 'claimed' && row.fence === fence ? row : undefined;
  };
  return {
    claim: async (_, { sendId, now: claimedAt, leaseUntil }) => {
      const row = rows.get(sendId);
      if (row?.status !== 'planned') return { claimed: false, message: row };
      const message: Message = {
        ...row,
        status: 'claimed',
        claimedAt,
        leaseUntil,
        fence: row.fence + 1,
        rev: row.rev + 1,
      };
      rows.set(sendId, message);
      return { claimed: true, message };
    },
    markSent: async (message, sesMessageId, sentAt) => {
      const row = owned(message);
      if (row) rows.set(row.sendId, { ...row, status: 'sent', sesMessageId, sentAt });
    },
    release: async (message) => {
      const row = owned(message);
      if (row) rows.set(row.sendId, { ...row, status: 'planned', leaseUntil: null });
    },
  };
}

const mailOf = ({ sendId, contactId, campaignId, tenantId }: Message): OutgoingMail => ({
  from: { name: 'News', email: 'news@sender.example' },
  to: `${contactId}@people.example`,
  replyTo: null,
  subject: 'Hello',
  html: '<p>Hello</p>',
  text: 'Hello',
  unsubscribe: null,
  listId: null,
  tags: { sendId, contactId, campaignId, tenantId },
  track: { opens: false, clicks: false },
});

export interface SenderWorld {
  readonly rows: ReadonlyMap<string, Message>;
  /** Works until every mail is settled, giving back to the queue what has to wait. */
  run(): Promise<{ readonly postponed: number }>;
}

/** The sender with real turns at SES and real time over ledger, queue and rate row in memory. */
export function senderWorld(count: number, mailer: Mailer, maxSendRate: number): SenderWorld {
  const planned = Array.from({ length: count }, (_, index) =>
    aMessage('mail', {
      contactId: `con_${index}`,
      sendId: `send${index}`,
      status: 'planned',
      sentAt: null,
      sesMessageId: null,
      fence: 0,
    }),
  );
  const rows = new Map(planned.map((row) => [row.sendId, row]));
  const unexpected = (): never => {
    throw new Error('The sender settled a mail without sending it');
  };
  const settle = sendMail({
    campaigns: { get: async () => aCampaign() },
    currentCampaigns: { get: async () => aCampaign() },
    reads: {
      message: async ({ sendId }) => rows.get(sendId),
      contact: async (_, id) => aContact({ id }),
      isSuppressed: async () => false,
    },
    journeys: { commit: async () => unexpected() },
    ledger: ledgerOf(rows),
    turns: sendTurns({
      store: rateRow(),
      account: { quota: async () => ({ maxSendRate, max24HourSend: -1, sentLast24Hours: 0 }) },
      metrics: { count: () => undefined },
      nowMs: Date.now,
      sleep: pause,
      random: Math.random,
    }),
    mailer,
    sender: fromCampaign,
    holds: nothingHeld,
    lateMail: async () => undefined,
    compose: async (_, __, message) => ok(mailOf(message)),
    metrics: { count: () => undefined },
    clock: { now },
    random: Math.random,
  });
  const work = planned.map(({ tenantId, campaignId, contactId, sendId }) => ({
    tenantId,
    campaignId,
    contactId,
    sendId,
  }));
  return { rows, run: () => drain(work, settle) };
}

async function drain(work: OutboxWork[], settle: (work: OutboxWork) => Promise<Settled>) {
  const ready = [...work];
  let open = work.length;
  let postponed = 0;
  const worker = async (): Promise<void> => {
    while (open > 0) {
      const next = ready.pop();
      if (!next) {
        await pause(20);
        continue;
      }
      const settled = await settle(next);
      if (settled.done) open -= 1;
      else {
        postponed += 1;
        setTimeout(() => ready.push(next), settled.retryAfterSeconds * 1000);
      }
    }
  };
  await Promise.all(Array.from({ length: inHand }, worker));
  return { postponed };
}
