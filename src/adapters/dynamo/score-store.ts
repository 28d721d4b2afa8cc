import * as z from 'zod';
import { ScoreAnchor, ScoreTally } from '../../contracts/lead-scoring.ts';
import type { ScoreStore } from '../../usecases/ports/score-store.ts';
import { fromItem, maybe, toItem } from './codec.ts';
import { contactItem } from './contact-codec.ts';
import { secondsAfter } from './expiry.ts';
import { keys } from './keys.ts';
import type { Table } from './table.ts';
import { writesTo } from './writes.ts';

/** As long as events are kept. An anchor that is gone is set anew, from the score as it is then. */
const keptDays = 400;
const tallyDays = 2;

const Owned = z.object({ contactId: z.string() });

/** Rows about lead scores, beside the events of each contact. The writes of a contact's score all carry its revision: one at a time. */
export function scoreStore(table: Table, now: () => string): ScoreStore {
  const writes = writesTo(table.name);
  return {
    // The most frequent of these writes by far: a transaction would cost twice as much.
    touch: async ({ tenantId }, { row, seenRev }) => {
      const { applied } = await table.update({
        Key: { ...keys.contact(tenantId, row.id) },
        UpdateExpression: 'SET lastActivityAt = :at, updatedAt = :now, rev = :rev',
        ConditionExpression: 'rev = :seen',
        ExpressionAttributeValues: {
          ':at': row.lastActivityAt,
          ':now': row.updatedAt,
          ':rev': row.rev,
          ':seen': seenRev,
        },
      });
      return applied;
    },
    tallyOf: async ({ tenantId }, contactId) =>
      maybe(ScoreTally, await table.get(keys.scoreTally(tenantId, contactId))),
    note: async (scope, { contactId, contact, mark, tally }) => {
      const { tenantId } = scope;
      const expiring = (days: number) => ({ ttl: secondsAfter(now(), days) });
      const refused = await table.transact([
        writes.putNew(toItem('score_mark', keys.scoreMark(tenantId, contactId, mark), expiring(keptDays))),
        ...(contact ? [writes.putSeen(contactItem(scope, contact.row), contact.seenRev)] : []),
        ...(tally
          ? [
              writes.put(
                toItem('score_tally', keys.scoreTally(tenantId, contactId), { ...tally, ...expiring(tallyDays) }),
              ),
            ]
          : []),
      ]);
      if (refused.length === 0) return 'noted';
      return refused.includes(0) ? 'counted' : 'changed';
    },
    anchorsOf: async ({ tenantId }, contactIds) => {
      const rows = await table.batchGet(contactIds.map((id) => keys.scoreAnchor(tenantId, id)));
      return new Map(rows.map((row) => [fromItem(Owned, row).contactId, fromItem(ScoreAnchor, row)]));
    },
    saveDecay: async (scope, contactId, anchor, contact) => {
      const fields = { ...anchor, contactId, ttl: secondsAfter(now(), keptDays) };
      await table.transact([
        writes.put(toItem('score_anchor', keys.scoreAnchor(scope.tenantId, contactId), fields)),
        ...(contact ? [writes.putSeen(contactItem(scope, contact.row), contact.seenRev)] : []),
      ]);
    },
  };
}
