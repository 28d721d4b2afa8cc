import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import * as z from 'zod';
import type { IdempotencyStore, KeptReply, KeyedRequest, KeyName } from '../../usecases/ports/access-stores.ts';
import { fromItem } from './codec.ts';
import { type Key, keys } from './keys.ts';
import type { Item, Table } from './table.ts';

/** An item holds 400 KB; replies are kept compressed. */
const maxKeptBytes = 300 * 1024;

const Row = z.object({
  fingerprint: z.string(),
  startedAt: z.string(),
  owner: z.string(),
  leaseUntil: z.string(),
  expiresAt: z.string(),
  reply: z
    .object({
      status: z.number(),
      headers: z.record(z.string(), z.string()),
      body: z.instanceof(Uint8Array).nullable(),
    })
    .nullable(),
});

const keyOf = ({ tenantId, route, key }: KeyName): Key =>
  keys.idempotency(
    tenantId,
    createHash('sha256')
      .update(JSON.stringify([route, key]))
      .digest('hex'),
  );

function packed(reply: KeptReply): Item {
  const bytes = reply.body === null ? null : gzipSync(reply.body);
  return { ...reply, body: bytes && bytes.length <= maxKeptBytes ? bytes : null };
}

function unpacked(item: Item): KeyedRequest {
  const { reply, ...row } = fromItem(Row, item);
  return { ...row, reply: reply && { ...reply, body: reply.body && gunzipSync(reply.body).toString() } };
}

const names = { '#owner': 'owner' } as const;

/** The first write of a key. A row that was refused and is gone a moment later has expired under our eyes: then it is asked again. */
async function claim(
  table: Table,
  name: KeyName,
  request: KeyedRequest,
  now: string,
): Promise<'claimed' | KeyedRequest> {
  const { applied, item } = await table.update({
    Key: { ...keyOf(name) },
    UpdateExpression:
      'SET fingerprint = :f, startedAt = :s, #owner = :o, leaseUntil = :l, expiresAt = :e, reply = :r, #ttl = :t, entity = :n',
    ConditionExpression: 'attribute_not_exists(pk) OR expiresAt <= :now',
    ExpressionAttributeNames: { ...names, '#ttl': 'ttl' },
    ExpressionAttributeValues: {
      ':f': request.fingerprint,
      ':s': request.startedAt,
      ':o': request.owner,
      ':l': request.leaseUntil,
      ':e': request.expiresAt,
      ':r': null,
      ':t': Math.ceil(Date.parse(request.expiresAt) / 1000),
      ':n': 'keyed_request',
      ':now': now,
    },
  });
  if (applied) return 'claimed';
  return item ? unpacked(item) : claim(table, name, request, now);
}

/** Requests that carried an Idempotency-Key, and their outcomes (pattern 10). Times are compared; TTL only cleans. */
export const idempotencyStore = (table: Table): IdempotencyStore => ({
  claim: (name, request, now) => claim(table, name, request, now),
  takeOver: async (name, dead, owner, leaseUntil) => {
    const { applied } = await table.update({
      Key: { ...keyOf(name) },
      UpdateExpression: 'SET #owner = :owner, leaseUntil = :until',
      ConditionExpression: '#owner = :dead AND leaseUntil = :over AND reply = :none',
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: {
        ':owner': owner,
        ':until': leaseUntil,
        ':dead': dead.owner,
        ':over': dead.leaseUntil,
        ':none': null,
      },
    });
    return applied;
  },
  complete: async (name, owner, reply) => {
    const { applied } = await table.update({
      Key: { ...keyOf(name) },
      UpdateExpression: 'SET reply = :reply',
      ConditionExpression: '#owner = :owner',
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: { ':owner': owner, ':reply': packed(reply) },
    });
    return applied;
  },
  release: async (name, owner) => {
    await table.update({
      Key: { ...keyOf(name) },
      UpdateExpression: 'SET expiresAt = :past',
      ConditionExpression: '#owner = :owner',
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: { ':owner': owner, ':past': '' },
    });
  },
});
