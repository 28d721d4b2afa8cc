import { BadCursor } from '../../src/adapters/dynamo/pages.ts';
import type { Fault, Problem, ProblemStatus } from '../../src/contracts/problem.ts';
import type { Route } from '../../src/contracts/routes.ts';
import type { Result } from '../../src/domain/result.ts';
import { PreconditionFailed } from '../../src/usecases/access/precondition.ts';
import { logger } from '../logger.ts';
import { etagOf, isKnown, revisionTag } from './etag.ts';
import { problemReply, Refused, type Reply } from './reply.ts';

const statusOf = { not_found: 404, conflict: 409, invalid: 422, too_large: 413 } as const satisfies Record<
  Problem['code'],
  number
>;

const pagePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'self' 'unsafe-inline'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

function success(route: Route, value: unknown, ifNoneMatch: string | undefined): Reply {
  const { status } = route;
  if (status === 204) return { status, headers: {}, body: '' };
  if (route.replyType === 'html') {
    const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': pagePolicy };
    return { status, headers, body: String(value) };
  }
  const body = JSON.stringify(route.reply.parse(value));
  const etag = route.etag ? { etag: etagOf(route.etag, value, body) } : undefined;
  if (etag && route.method === 'GET' && isKnown(etag.etag, ifNoneMatch))
    return { status: 304, headers: etag, body: '' };
  return { status, headers: { 'content-type': 'application/json', ...etag }, body };
}

const faultsOf = (problem: Problem): readonly Fault[] => ('faults' in problem ? problem.faults : []);

/** A cursor is read by its use case, but it is the query that is at fault. */
const statusFor = (problem: Problem): ProblemStatus =>
  faultsOf(problem).some(({ path }) => path === 'query.cursor') ? 400 : statusOf[problem.code];

/** What the use case answered, as a reply of its route. */
export function outcomeReply(
  route: Route,
  requestId: string,
  result: Result<unknown, Problem>,
  ifNoneMatch: string | undefined,
): Reply {
  if (result.ok) return success(route, result.value, ifNoneMatch);
  const { error } = result;
  return problemReply(requestId, { status: statusFor(error), detail: error.detail, faults: faultsOf(error) });
}

const badCursor: Fault = {
  path: 'query.cursor',
  code: 'bad_cursor',
  message: 'Send the nextCursor of the page before, unchanged.',
};

const changedSince = (requestId: string, rev: number): Reply =>
  problemReply(requestId, {
    status: 412,
    detail: `It has changed since you read it: its ETag is ${revisionTag(rev)} now. Nothing was changed.`,
    headers: { etag: revisionTag(rev) },
    faults: [
      {
        path: 'headers.if-match',
        code: 'etag_mismatch',
        message: `Read it again, then repeat your change with If-Match: ${revisionTag(rev)}.`,
      },
    ],
  });

/** Whatever was thrown, as a reply: refusals say what to mend, defects say nothing and are logged. */
export function thrownReply(error: unknown, requestId: string): Reply {
  if (error instanceof Refused) {
    const { status, message: detail, faults, headers } = error;
    return problemReply(requestId, { status, detail, faults, headers });
  }
  if (error instanceof PreconditionFailed) return changedSince(requestId, error.currentRev);
  if (error instanceof BadCursor)
    return problemReply(requestId, {
      status: 400,
      detail: 'The cursor is not valid for this list.',
      faults: [badCursor],
    });
  if (error instanceof Error && 'statusCode' in error && error.statusCode === 404)
    return problemReply(requestId, { status: 404, detail: 'There is no such route. See GET /api/docs.' });
  logger.error('request failed', { error, requestId });
  return problemReply(requestId, {
    status: 500,
    detail: 'Something went wrong on our side. Nothing you sent is at fault; try again later.',
  });
}
