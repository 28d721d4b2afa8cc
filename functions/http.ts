import middy from '@middy/core';
import httpRouterHandler from '@middy/http-router';
import type { APIGatewayProxyEventV2WithLambdaAuthorizer, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type * as z from 'zod';
import { BadCursor } from '../src/adapters/dynamo/pages.ts';
import type { Fault, Problem, ProblemJson } from '../src/contracts/problem.ts';
import { type Area, type Permission, type Route, type RouteName, routes } from '../src/contracts/routes.ts';
import type { Result } from '../src/domain/result.ts';
import type { TenantScope } from '../src/usecases/scope.ts';
import { faultsIn } from './faults.ts';
import { logger } from './logger.ts';

type Event = APIGatewayProxyEventV2WithLambdaAuthorizer<Record<string, string> | undefined>;
type Response = APIGatewayProxyStructuredResultV2;

type Parsed<R, K extends string> = R extends { readonly [P in K]: infer S extends z.ZodType } ? z.output<S> : undefined;

export interface Request<R> {
  readonly scope: TenantScope;
  readonly params: Parsed<R, 'params'>;
  readonly query: Parsed<R, 'query'>;
  readonly body: Parsed<R, 'body'>;
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

const defaultMaxBody = 256 * 1024;
const statusOf = { not_found: 404, conflict: 409, invalid: 422, too_large: 413 } as const satisfies Record<
  Problem['code'],
  number
>;
const titles: Readonly<Record<number, string>> = {
  400: 'Bad request',
  403: 'Forbidden',
  404: 'Not found',
  409: 'Conflict',
  413: 'Too large',
  415: 'Unsupported media type',
  422: 'Invalid',
  500: 'Internal error',
};

/** An expected refusal before the use case was reached. */
class Refused extends Error {
  readonly status: number;
  readonly faults: readonly Fault[];

  constructor(status: number, detail: string, faults: readonly Fault[] = []) {
    super(detail);
    this.status = status;
    this.faults = faults;
  }
}

function problem(status: number, detail: string, faults: readonly Fault[] = []): Response {
  const body: ProblemJson = {
    type: 'about:blank',
    title: titles[status] ?? 'Error',
    status,
    detail,
    ...(faults.length > 0 ? { errors: [...faults] } : {}),
  };
  return {
    statusCode: status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
    body: JSON.stringify(body),
  };
}

const securityHeaders = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000',
};
const pagePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'self' 'unsafe-inline'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

function success(route: Route, value: unknown): Response {
  if (route.status === 204) return { statusCode: 204, headers: securityHeaders };
  if (route.replyType === 'html') {
    const headers = {
      ...securityHeaders,
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': pagePolicy,
    };
    return { statusCode: route.status, headers, body: String(value) };
  }
  const headers = { ...securityHeaders, 'content-type': 'application/json' };
  return { statusCode: route.status, headers, body: JSON.stringify(route.reply.parse(value)) };
}

function parse(
  schema: z.ZodType | undefined,
  value: unknown,
  root: 'body' | 'query' | 'params',
  status: number,
): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Refused(
    status,
    `The ${root} has ${parsed.error.issues.length === 1 ? 'a fault' : 'faults'}. Nothing was changed.`,
    faultsIn(parsed.error, root),
  );
}

function readJson(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : 'syntax error';
    throw new Refused(400, 'The body is not JSON.', [
      { path: 'body', code: 'malformed_json', message: `Send a JSON document: ${why}.` },
    ]);
  }
}

function readBody(route: Route, event: Event): unknown {
  if (!route.body) return undefined;
  const text = event.isBase64Encoded ? Buffer.from(event.body ?? '', 'base64').toString() : (event.body ?? '');
  const limit = route.maxBodyBytes ?? defaultMaxBody;
  const size = Buffer.byteLength(text);
  if (size > limit) {
    throw new Refused(413, 'The body is too large.', [
      {
        path: 'body',
        code: 'too_large',
        message: `Send at most ${Math.floor(limit / 1024)} KB; this is ${Math.ceil(size / 1024)} KB.`,
      },
    ]);
  }
  return (route.bodyType ?? 'json') === 'json' ? readJson(text) : text;
}

function scopeFor(permission: Permission | 'public', event: Event): TenantScope {
  if (permission === 'public') return { tenantId: '', principal: 'public' };
  const { tenantId, principal, permissions } = event.requestContext.authorizer?.lambda ?? {};
  if (!tenantId || !principal) throw new Refused(403, 'The request carries no verified principal.');
  if (!(permissions ?? '').split(',').includes(permission))
    throw new Refused(403, `This key lacks the permission ${permission}.`);
  return { tenantId, principal };
}

/** Any handler of the table. A method, so that handlers of narrower requests fit: `serve` parses each request by its own route. */
type Handle = { call(request: unknown): Promise<Result<unknown, Problem>> }['call'];

/** Reads a request by its route, runs the use case, writes the reply by the same route. */
function serve(route: Route, handle: Handle): (event: Event) => Promise<Response> {
  return async (event) => {
    const scope = scopeFor(route.permission, event);
    const request = {
      scope,
      params: parse(route.params, event.pathParameters ?? {}, 'params', 404),
      query: parse(route.query, event.queryStringParameters ?? {}, 'query', 400),
      body: parse(route.body, readBody(route, event), 'body', 422),
    };
    const result = await handle(request);
    if (result.ok) return success(route, result.value);
    return problem(
      statusOf[result.error.code],
      result.error.detail,
      'faults' in result.error ? result.error.faults : [],
    );
  };
}

const badCursor: Fault = {
  path: 'query.cursor',
  code: 'bad_cursor',
  message: 'Send the nextCursor of the page before, unchanged.',
};

/** Whatever was thrown, as a reply: refusals say what to mend, defects say nothing and are logged. */
function responseTo(error: unknown): Response {
  if (error instanceof Refused) return problem(error.status, error.message, error.faults);
  if (error instanceof BadCursor) return problem(400, 'The cursor is not valid for this list.', [badCursor]);
  if (error instanceof Error && 'statusCode' in error && error.statusCode === 404)
    return problem(404, 'There is no such route. See GET /api/docs.');
  logger.error('request failed', { error });
  return problem(500, 'Something went wrong on our side. Nothing you sent is at fault; try again later.');
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
      request.response = responseTo(request.error);
    })
    .handler(httpRouterHandler(table));
}
