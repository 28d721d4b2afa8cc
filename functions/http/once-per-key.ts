import { createHash, randomUUID } from 'node:crypto';
import type { Route } from '../../src/contracts/routes.ts';
import { type Creation, creationOf } from '../../src/usecases/access/created-once.ts';
import { type Once, runOnce } from '../../src/usecases/access/run-once.ts';
import type { IdempotencyStore } from '../../src/usecases/ports/access-stores.ts';
import * as deps from '../deps.ts';
import { logger } from '../logger.ts';
import { problemReply, Refused, type Reply } from './reply.ts';

const path = 'headers.idempotency-key';

/** The key of a POST; undefined without one. Public routes take none: they are idempotent by nature. */
export function idempotencyKeyOf(route: Route, header: string | undefined): string | undefined {
  if (header === undefined || route.method !== 'POST' || route.permission === 'public') return undefined;
  if (/^[\x20-\x7e]{1,255}$/.test(header)) return header;
  throw new Refused(400, 'The header Idempotency-Key cannot be read. Nothing was done.', [
    {
      path,
      code: 'malformed_idempotency_key',
      message: 'Send 1 to 255 printable ASCII characters, a UUID for example.',
    },
  ]);
}

export interface KeyedCall {
  readonly requestId: string;
  /** Whose key it is: an organization, or somebody who belongs to none. */
  readonly subject: string;
  readonly route: Route;
  readonly key: string;
  readonly rawPath: string;
  readonly rawQuery: string;
  readonly body: Buffer;
}

/** Equal for equal requests: method, path, query and the bytes of the body. */
const fingerprintOf = ({ route, rawPath, rawQuery, body }: KeyedCall): string =>
  createHash('sha256')
    .update(JSON.stringify([route.method, rawPath, rawQuery]))
    .update(body)
    .digest('hex');

const refusals = {
  in_progress: {
    status: 409,
    detail: 'The first request with this Idempotency-Key still runs. Repeat this one in a second for its outcome.',
    headers: { 'retry-after': '1' },
    faults: [{ path, code: 'idempotency_in_progress', message: 'Wait, then send the same request with the same key.' }],
  },
  reused: {
    status: 422,
    detail: 'This Idempotency-Key was used for another request. Nothing was done.',
    faults: [
      { path, code: 'idempotency_key_reused', message: 'Send a new key, or exactly the request that had this one.' },
    ],
  },
  unkept: {
    status: 409,
    detail: 'This request was carried out, and its reply was not kept. Nothing was done again.',
    faults: [{ path, code: 'idempotency_reply_not_kept', message: 'Read the outcome with GET.' }],
  },
} as const;

function replyOf(once: Once, requestId: string): Reply {
  if (!('reply' in once)) return problemReply(requestId, refusals[once.outcome]);
  const { reply, outcome } = once;
  if (reply.body === null) return problemReply(requestId, refusals.unkept);
  const headers = outcome === 'replayed' ? { ...reply.headers, 'idempotency-replayed': 'true' } : reply.headers;
  return { ...reply, headers, body: reply.body };
}

/** A failed precondition is no outcome: the key stays free for the request with the present ETag. */
const keeps = ({ status }: { status: number }): boolean => status !== 412;

/** Secrets are not written down: a repetition learns that the request was carried out, and no more. */
const withoutBodies = (requests: IdempotencyStore): IdempotencyStore => ({
  ...requests,
  complete: (name, owner, reply) => requests.complete(name, owner, { ...reply, body: null }),
});

/** Does the work once per key, and answers repetitions with its first outcome. */
export async function oncePerKey(call: KeyedCall, work: (creation: Creation) => Promise<Reply>): Promise<Reply> {
  const { subject, route, key } = call;
  const name = { tenantId: subject, route: `${route.method} ${route.path}`, key };
  const run = runOnce(
    {
      requests: route.shownOnce ? withoutBodies(deps.keyedRequests()) : deps.keyedRequests(),
      nowMs: () => Date.parse(deps.clock.now()),
      newOwner: randomUUID,
      onUnkept: (error) => logger.error('the outcome of a keyed request was not kept', { error }),
    },
    keeps,
  );
  const once = await run(name, fingerprintOf(call), (started) => work(creationOf(name, started)));
  return replyOf(once, call.requestId);
}
