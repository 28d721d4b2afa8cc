import * as z from 'zod';
import type { ZodOpenApiResponseObject, ZodOpenApiResponsesObject } from 'zod-openapi';
import { GatewayMessage, ProblemJson, type ProblemStatus, problemKinds } from '../../src/contracts/problem.ts';
import type { Route } from '../../src/contracts/routes.ts';

const header = (description: string, example: string) => z.string().optional().meta({ description, example });

const requestId = header('Names this answer in the log. Tell it to support.', 'JKJaXmPLvHcESHA=');
const rateHeaders = {
  'ratelimit-policy': header(
    'What the key and its organization may ask: q requests in w seconds (draft-ietf-httpapi-ratelimit-headers).',
    '"key-read";q=100;w=2, "organization-read";q=400;w=2',
  ),
  ratelimit: header('What is left: r requests now, all of them in t seconds.', '"key-read";r=99;t=1'),
};
const etag = z
  .string()
  .meta({ description: 'Names this revision, for If-Match and If-None-Match.', example: '"3-mC8xW0Zq1fJr2bKd"' });
const replayed = header('`true` on the stored outcome of an earlier request with this Idempotency-Key.', 'true');
const retryAfter = header('Seconds after which to repeat the request.', '1');

export const requestHeaders = {
  'x-tenant': z
    .string()
    .optional()
    .meta({
      description: 'The organization the request is about; without it, the one joined last.',
      example: 'ten_0d3kq7v2mx',
      param: { id: 'X-Tenant' },
    }),
  'idempotency-key': z
    .string()
    .min(1)
    .max(255)
    .regex(/^[\x20-\x7e]+$/)
    .optional()
    .meta({
      description:
        'Makes a repetition harmless: for 30 days the same request with the same key is answered with the first outcome, and done once.',
      example: '6f1c1a52-8d1b-4a0e-9a1c-0c5d1f0f6f0e',
    }),
  'if-match': header('Change it only if its ETag still is this, or `*`. Otherwise 412.', '"3-mC8xW0Zq1fJr2bKd"'),
  'if-none-match': header('Answer 304 if the ETag still is this.', '"3-mC8xW0Zq1fJr2bKd"'),
};

const replyTypes = { json: 'application/json', html: 'text/html', openapi: 'application/json' } as const;
const isKeyed = (route: Route): boolean => route.permission !== 'public';
const isKeyedPost = (route: Route): boolean => isKeyed(route) && route.method === 'POST';

function done(route: Route): ZodOpenApiResponseObject {
  const headers = {
    'x-request-id': requestId,
    ...(isKeyed(route) ? rateHeaders : {}),
    ...(route.etag ? { etag } : {}),
    ...(isKeyedPost(route) ? { 'idempotency-replayed': replayed } : {}),
  };
  const content =
    route.status === 204 ? {} : { content: { [replyTypes[route.replyType ?? 'json']]: { schema: route.reply } } };
  return { description: 'Done.', headers: z.object(headers), ...content };
}

const statusHeaders: { readonly [S in ProblemStatus]?: Record<string, z.ZodType> } = {
  409: { 'retry-after': retryAfter },
  412: { etag },
  429: { 'retry-after': retryAfter },
};

/** Statuses that the gateway may answer with by itself, in its own words. */
const gatewayAlso: ReadonlySet<number> = new Set([403, 413, 429, 500]);

function exampleOf(status: ProblemStatus) {
  const { slug, title, meaning } = problemKinds[status];
  return {
    type: `/api/docs#problem-${slug}`,
    title,
    status,
    detail: meaning,
    ...(status === 404 ? {} : { instance: '/requests/JKJaXmPLvHcESHA%3D' }),
  };
}

/** One object a status: referred to by every route that answers with it. */
const problems = new Map<ProblemStatus, ZodOpenApiResponseObject>();

function problem(status: ProblemStatus): ZodOpenApiResponseObject {
  const known = problems.get(status);
  if (known) return known;
  const { title, meaning } = problemKinds[status];
  const made: ZodOpenApiResponseObject = {
    id: title.replaceAll(/\s(\w)/g, (_, letter: string) => letter.toUpperCase()),
    description: meaning,
    headers: z.object({
      'x-request-id': requestId,
      ...rateHeaders,
      'idempotency-replayed': replayed,
      ...statusHeaders[status],
    }),
    content: {
      'application/problem+json': { schema: ProblemJson, example: exampleOf(status) },
      ...(gatewayAlso.has(status) ? { 'application/json': { schema: GatewayMessage } } : {}),
    },
  };
  problems.set(status, made);
  return made;
}

const unauthorized: ZodOpenApiResponseObject = {
  description: problemKinds[401].meaning,
  content: {
    'application/json': { schema: GatewayMessage },
    'application/problem+json': { schema: ProblemJson, example: exampleOf(401) },
  },
};
const unavailable: ZodOpenApiResponseObject = {
  id: 'Unavailable',
  description: 'No answer in 29 seconds. Repeat it; a POST with its Idempotency-Key.',
  content: { 'application/json': { schema: GatewayMessage } },
};
const notModified: ZodOpenApiResponseObject = {
  id: 'NotModified',
  description: 'You have this already: If-None-Match names its ETag.',
  headers: z.object({ 'x-request-id': requestId, ...rateHeaders, etag }),
};

/** Which problems a route can answer with, by what it takes. */
const answersWith: { readonly [S in Exclude<ProblemStatus, 401>]: (route: Route) => boolean } = {
  400: (route) => isKeyed(route) || route.etag !== undefined,
  403: isKeyed,
  404: (route) => isKeyed(route) || route.params !== undefined,
  409: (route) => isKeyed(route) && route.method !== 'GET',
  412: (route) => route.ifMatch === true,
  413: (route) => route.body !== undefined,
  415: (route) => route.body !== undefined && isKeyed(route),
  422: (route) => isKeyed(route) && (route.body !== undefined || route.method === 'POST'),
  429: () => true,
  500: () => true,
};
const statuses = [400, 403, 404, 409, 412, 413, 415, 422, 429, 500] as const;

/** Every answer a route can give. */
export const responsesOf = (route: Route): ZodOpenApiResponsesObject => ({
  [`${route.status}`]: done(route),
  ...(route.method === 'GET' && route.etag ? { '304': notModified } : {}),
  ...(isKeyed(route) ? { '401': unauthorized } : {}),
  ...Object.fromEntries(
    statuses.filter((status) => answersWith[status](route)).map((status) => [String(status), problem(status)]),
  ),
  '503': unavailable,
});
