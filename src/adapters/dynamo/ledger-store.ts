import { randomBytes } from 'node:crypto';
import type { LedgerStore } from '../../usecases/ports/journey-store.ts';
import { keys } from './keys.ts';
import { readMessage } from './message-codec.ts';
import type { Table } from './table.ts';

const keyOf = (message: { tenantId: string; contactId: string; sendId: string }) => ({
  ...keys.message(message.tenantId, message.contactId, message.sendId),
});

type Reads = Pick<LedgerStore, 'getMessages' | 'getRecentMessages'>;

function ledgerReads(table: Table): Reads {
  const byId = (wanted: Parameters<Reads['getMessages']>[0]) => new Map(wanted.map((one) => [one.sendId, keyOf(one)]));
  return {
    getMessages: async (wanted) => (await table.batchGet([...byId(wanted).values()])).map(readMessage),
    getRecentMessages: async (wanted) => {
      const open = byId(wanted);
      const found = (await table.batchGet([...open.values()], false)).map(readMessage);
      for (const { sendId } of found) open.delete(sendId);
      const unseen = await table.batchGet([...open.values()]);
      return [...found, ...unseen.map(readMessage)];
    },
  };
}

/**
 * The single-row writes of the send protocol. A claim wins when nothing stopped the mail and the row is planned, or its claim ran
 * out so long ago that the Send event would have come; every claim raises the fence, and a mark of an older fence does nothing.
 */
function ledgerWrites(table: Table): Omit<LedgerStore, keyof Reads> {
  return {
    claim: async (scope, request) => {
      // A call whose reply was lost is repeated by the SDK and then finds its own claim.
      const claimId = randomBytes(9).toString('base64url');
      const { applied, item } = await table.update({
        Key: { ...keys.message(scope.tenantId, request.contactId, request.sendId) },
        UpdateExpression:
          'SET #status = :claimed, claimedAt = :now, leaseUntil = :lease, claimId = :claimId, #from = :from ADD fence :one, rev :one',
        ConditionExpression:
          'held = :no AND #reason = :none AND (#status = :planned OR (#status = :claimed AND leaseUntil < :takeOver))',
        ExpressionAttributeNames: { '#status': 'status', '#reason': 'reason', '#from': 'from' },
        ExpressionAttributeValues: {
          ':none': null,
          ':claimed': 'claimed',
          ':planned': 'planned',
          ':no': false,
          ':now': request.now,
          ':lease': request.leaseUntil,
          ':claimId': claimId,
          ':from': request.from,
          ':takeOver': request.takeOverBefore,
          ':one': 1,
        },
      });
      const message = item && readMessage(item);
      const mine = applied || item?.['claimId'] === claimId;
      return mine && message ? { claimed: true, message } : { claimed: false, message };
    },
    markSent: async (message, sesMessageId, now) => {
      await table.update({
        Key: keyOf(message),
        ReturnValues: 'NONE',
        UpdateExpression: 'SET #status = :sent, sentAt = :now, sesMessageId = :id, leaseUntil = :none ADD rev :one',
        ConditionExpression: '#status = :claimed AND fence = :fence',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: {
          ':sent': 'sent',
          ':claimed': 'claimed',
          ':now': now,
          ':id': sesMessageId,
          ':none': null,
          ':fence': message.fence,
          ':one': 1,
        },
      });
    },
    release: async (message) => {
      await table.update({
        Key: keyOf(message),
        ReturnValues: 'NONE',
        UpdateExpression: 'SET #status = :planned, leaseUntil = :none ADD rev :one',
        ConditionExpression: '#status = :claimed AND fence = :fence',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: {
          ':planned': 'planned',
          ':claimed': 'claimed',
          ':none': null,
          ':fence': message.fence,
          ':one': 1,
        },
      });
    },
  };
}

/** The ledger's rows by their ids (pattern 7). */
export const ledgerStore = (table: Table): LedgerStore => ({ ...ledgerReads(table), ...ledgerWrites(table) });
