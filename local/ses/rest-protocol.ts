import type { AwsRequest, AwsResponse } from '../service.ts';
import { AwsError } from '../sfn/json-protocol.ts';

/** What an operation of a REST-JSON service is given. */
interface RestCall {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The parsed body, `{}` when there is none. */
  readonly body: unknown;
  readonly principal: string;
}

/** Method, path with `{Name}` parameters, operation. */
export type RestRoute = readonly [method: string, path: string, run: (call: RestCall) => unknown];

/** Answers the AWS REST JSON protocol from a table of routes. */
export async function answerRest(request: AwsRequest, routes: readonly RestRoute[]): Promise<AwsResponse> {
  try {
    const url = new URL(request.url, 'http://local');
    const [run, params] = match(routes, request.method, url.pathname);
    const call = {
      params,
      query: url.searchParams,
      body: parseBody(request.body),
      principal: request.caller.principal,
    };
    return json(200, (await run(call)) ?? {});
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return json(error.status, { message: error.message, Message: error.message }, error.code);
  }
}

function match(routes: readonly RestRoute[], method: string, path: string): [RestRoute[2], Record<string, string>] {
  const parts = path.split('/');
  for (const [wanted, pattern, run] of routes) {
    const params = wanted === method ? paramsOf(pattern.split('/'), parts) : undefined;
    if (params) return [run, params];
  }
  throw new AwsError('UnknownOperationException', `${method} ${path} is not emulated`, 501);
}

function paramsOf(pattern: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== parts.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, wanted] of pattern.entries()) {
    const part = parts[index] ?? '';
    if (wanted.startsWith('{')) params[wanted.slice(1, -1)] = decodeURIComponent(part);
    else if (wanted !== part) return undefined;
  }
  return params;
}

function parseBody(body: Buffer): unknown {
  try {
    return body.length === 0 ? {} : JSON.parse(body.toString());
  } catch {
    throw new AwsError('SerializationException', 'The request body is not JSON');
  }
}

function json(status: number, body: unknown, errorCode?: string): AwsResponse {
  const error = errorCode === undefined ? {} : { 'x-amzn-errortype': errorCode };
  return { status, headers: { 'content-type': 'application/json', ...error }, body: JSON.stringify(body) };
}
