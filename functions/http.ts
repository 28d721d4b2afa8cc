import middy from '@middy/core';
import httpRouterHandler from '@middy/http-router';
import type { APIGatewayProxyEventV2WithLambdaAuthorizer, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type * as z from 'zod';
import type { Problem } from '../src/contracts/problem.ts';
import { type Area, type Route, type RouteName, routes } from '../src/contracts/routes.ts';
import type { Result } from '../src/domain/result.ts';
import type { Creation } from '../src/usecases/access/created-once.ts';
import type { Precondition } from '../src/usecases/access/precondition.ts';
import type { Actor } from '../src/usecases/scope.ts';
import * as deps from './deps.ts';
import { preconditionOf } from './http/etag.ts';
import { idempotencyKeyOf, oncePerKey } from './http/once-per-key.ts';
import { outcomeReply, thrownReply } from './http/outcome.ts';
import { passRateGate } from './http/rate-gate.ts';
import { readBody } from './http/read-body.ts';
import { parse, parseQuery } from './http/read-parts.ts';
import type { Reply } from './http/reply.ts';
import { type Authorized, scopeFor } from './http/scope-of.ts';
import { logger } from './logger.ts';

type Event = APIGatewayProxyEventV2WithLambdaAuthorizer<Authorized>;
type Response = APIGatewayProxyStructuredResultV2;

type Parsed<R, K extends string> = R extends { readonly [P in K]: infer S extends z.ZodType } ? z.output<S> : undefined;

export interface Request<R> {
  readonly scope: Actor;
  readonly params: Parsed<R, 'params'>;
  readonly query: Parsed<R, 'query'>;
  readonly body: Parsed<R, 'body'>;
  /** If-Match of a route that honours it. */
  readonly ifMatch: Precondition | undefined;
  /** Ids for what the request creates: repeated runs of a keyed request get the same. */
  readonly creation: Creation;
}

/** A reply as a use case may give it: nothing in it need be writable. */
type Loose<T> = T extends readonly (infer U)[]
  ? readonly Loose<U>[]
  : T extends object
    ? { readonly [K in keyof T]: Loose<T[K]> }
    : T;

/** One handler per route of an area: a missing one does not compile. */
export type Handlers<A extends Area> = {
  readonly [N in RouteName as (typeof routes)[N]['area'] extends A ? N : never]: (
    request: Request<(typeof routes)[N]>,
  ) => Promise<Result<Loose<z.input<(typeof routes)[N]['reply']>>, Problem>>;
};

/** Any handler of the table. A method, so that handlers of narrower requests fit: `serve` parses each request by its own route. */
type Handle = { call(request: unknown): Promise<Result<unknown, Problem>> }['call'];

const bytesOf = ({ body = '', isBase64Encoded }: Event): Buffer =>
  Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');

/** Reads a request by its route, runs the use case, writes the reply by the same route. Throws what refuses it before. */
async function work(route: Route, handle: Handle, scope: Actor, event: Event): Promise<Reply> {
  const { headers, rawPath, rawQueryString: rawQuery } = event;
  const { requestId } = event.requestContext;
  const bytes = bytesOf(event);
  const key = idempotencyKeyOf(route, headers['idempotency-key']);
  const request = {
    scope,
    ifMatch: preconditionOf(route, headers['if-match']),
    params: parse(route.params, event.pathParameters ?? {}, 'params', 404),
    query: parseQuery(route, event.queryStringParameters ?? {}),
    body: parse(route.body, readBody(route, { bytes, contentType: headers['content-type'] }), 'body', 422),
  };
  const run = async (creation: Creation): Promise<Reply> => {
    try {
      return outcomeReply(route, requestId, await handle({ ...request, creation }), headers['if-none-match']);
    } catch (error) {
      return thrownReply(error, requestId);
    }
  };
  if (key === undefined) return run({ ids: deps.ids, resumed: false });
  return oncePerKey(
    { requestId, subject: scope.tenantId || scope.principal, route, key, rawPath, rawQuery, body: bytes },
    run,
  );
}

/** Every answer: no caching, no sniffing, and the id under which the log knows it. */
const responseOf = ({ status, headers, body }: Reply, requestId: string, more: Reply['headers'] = {}): Response => ({
  statusCode: status,
  headers: {
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'strict-transport-security': 'max-age=31536000',
    'x-request-id': requestId,
    ...headers,
    ...more,
  },
  ...(body === '' ? {} : { body }),
});

function serve(route: Route, handle: Handle): (event: Event) => Promise<Response> {
  return async (event) => {
    const { requestId } = event.requestContext;
    const scope = scopeFor(route.permission, event.requestContext.authorizer?.lambda, event.headers['x-tenant']);
    const gate = passRateGate(scope, route.rate);
    const [reply] = await Promise.all([
      work(route, handle, scope, event).catch((error: unknown) => thrownReply(error, requestId)),
      gate.report().catch((error: unknown) => logger.warn('a rate was not reported', { error })),
    ]);
    return responseOf(reply, requestId, gate.headers);
  };
}

/** The Lambda handler of an area of the route table. */
export function apiHandler<A extends Area>(area: A, handlers: Handlers<A>) {
  const byName: Readonly<Record<string, Handle>> = handlers;
  const table = Object.entries(routes).flatMap(([name, route]) => {
    const handle = byName[name];
    return route.area === area && handle
      ? [{ method: route.method, path: route.path, handler: serve(route, handle) }]
      : [];
  });
  return middy<Event, Response>()
    .onError((request) => {
      const { requestId } = request.event.requestContext;
      request.response = responseOf(thrownReply(request.error, requestId), requestId);
    })
    .handler(httpRouterHandler(table));
}
