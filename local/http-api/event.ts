import { randomUUID } from 'node:crypto';
import { ACCOUNT } from '../assembly/resource-types.ts';
import type { ApiSpec } from './api-spec.ts';
import { decoded } from './route-key.ts';

export interface HttpRequest {
  readonly method: string;
  /** Path with its query string, as sent. */
  readonly url: string;
  /** Lower-case names, each with all its values. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body: Buffer;
  readonly sourceIp: string;
}

interface Routed {
  readonly api: ApiSpec;
  readonly routeKey: string;
  readonly pathParameters: Readonly<Record<string, string>>;
  /** Cloud time, milliseconds since 1970. */
  readonly now: number;
}

/** Bodies that API Gateway hands on as text; everything else, forms included, arrives in Base64. */
const TEXT_TYPE = /^(?:text\/|application\/(?:json|javascript|xml|[^;]*\+json|[^;]*\+xml)\b)/i;

/** The event of an HTTP API in payload format 2.0, without the authorizer's context. */
export function httpEvent(request: HttpRequest, { api, routeKey, pathParameters, now }: Routed) {
  const [path = '/', query = ''] = splitOnce(request.url, '?');
  const { cookie, ...others } = request.headers;
  const rawPath = decoded(path);
  const text = TEXT_TYPE.test(request.headers['content-type']?.[0] ?? 'text/plain');
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString: query,
    ...(cookie && { cookies: cookie.flatMap((line) => line.split(/; */)) }),
    headers: { ...joined(others), 'x-forwarded-for': request.sourceIp, 'x-forwarded-proto': 'http' },
    ...(query && { queryStringParameters: joined(parametersOf(query)) }),
    requestContext: requestContext(request, rawPath, { api, routeKey, pathParameters, now }),
    ...(Object.keys(pathParameters).length > 0 && { pathParameters }),
    ...(request.body.length > 0 && { body: request.body.toString(text ? 'utf8' : 'base64') }),
    isBase64Encoded: request.body.length > 0 && !text,
  };
}
export type HttpEvent = ReturnType<typeof httpEvent>;

function requestContext({ method, headers, sourceIp }: HttpRequest, path: string, { api, routeKey, now }: Routed) {
  const { host: [domainName = 'localhost'] = [] } = headers;
  return {
    accountId: ACCOUNT,
    apiId: api.apiId,
    domainName,
    domainPrefix: api.apiId,
    http: { method, path, protocol: 'HTTP/1.1', sourceIp, userAgent: headers['user-agent']?.[0] ?? '' },
    requestId: randomUUID(),
    routeKey,
    stage: api.stage,
    time: logTime(now),
    timeEpoch: now,
  };
}

function parametersOf(query: string): Record<string, string[]> {
  const parameters = new URLSearchParams(query);
  return Object.fromEntries([...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name)]));
}

function joined(values: Readonly<Record<string, readonly string[]>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, all]) => [name, all.join(',')]));
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** `23/Nov/2026:10:15:00 +0000`, the time format of access logs. */
function logTime(instant: number): string {
  const [, day = '', month = '', year = '', time = ''] = new Date(instant).toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}
