import * as z from 'zod';
import { ACCOUNT, REGION } from '../assembly/resource-types.ts';
import type { Clock } from '../service.ts';
import type { AuthorizerSpec } from './api-spec.ts';
import type { HttpEvent, HttpRequest } from './event.ts';

const Simple = z.object({ isAuthorized: z.boolean(), context: z.record(z.string(), z.unknown()).nullish() });

export type Verdict =
  | { readonly kind: 'allowed'; readonly context: Readonly<Record<string, unknown>> }
  | { readonly kind: 'unauthorized' | 'forbidden' | 'failed' };

interface Cached {
  readonly verdict: Verdict;
  readonly until: number;
}

/** Runs a function for a route or an authorizer, whose ARN is `sourceArn`. */
export type Invoke = (functionId: string, payload: unknown, sourceArn: string) => Promise<unknown>;

/** Asks Lambda authorizers (REQUEST, format 2.0, simple responses) and remembers their answers per identity. */
export class Authorizers {
  readonly #invoke: Invoke;
  readonly #clock: Clock;
  readonly #cache = new Map<string, Cached>();

  constructor(invoke: Invoke, clock: Clock) {
    this.#invoke = invoke;
    this.#clock = clock;
  }

  async judge(spec: AuthorizerSpec, request: HttpRequest, event: HttpEvent): Promise<Verdict> {
    const identity = spec.identitySources.map((source) => identityOf(source, request, event));
    if (!identity.every((value) => value !== undefined && value !== '')) return { kind: 'unauthorized' };
    const key = JSON.stringify([spec.id, ...identity]);
    const cached = this.#cache.get(key);
    if (cached && cached.until > this.#clock.now()) return cached.verdict;
    const verdict = await this.#ask(spec, identity, event);
    if (verdict.kind !== 'failed' && spec.ttlMs > 0 && identity.length > 0) {
      this.#cache.set(key, { verdict, until: this.#clock.now() + spec.ttlMs });
    }
    return verdict;
  }

  async #ask(
    { id, functionId }: AuthorizerSpec,
    identitySource: readonly unknown[],
    event: HttpEvent,
  ): Promise<Verdict> {
    const { body: _, isBase64Encoded: __, ...request } = event;
    const { apiId, stage, http } = event.requestContext;
    const routeArn = `arn:aws:execute-api:${REGION}:${ACCOUNT}:${apiId}/${stage}/${http.method}${http.path}`;
    try {
      const sourceArn = `arn:aws:execute-api:${REGION}:${ACCOUNT}:${apiId}/authorizers/${id}`;
      const authorization = { ...request, type: 'REQUEST', routeArn, identitySource };
      const answer = await this.#invoke(functionId, authorization, sourceArn);
      const { isAuthorized, context } = Simple.parse(answer);
      return isAuthorized ? { kind: 'allowed', context: context ?? {} } : { kind: 'forbidden' };
    } catch {
      return { kind: 'failed' };
    }
  }
}

/** The value of an identity source such as `$request.header.Authorization`. */
function identityOf(source: string, request: HttpRequest, event: HttpEvent): string | undefined {
  const [, place, name = ''] = /^\$(request\.header|request\.querystring|context)\.(.+)$/.exec(source) ?? [];
  if (place === 'request.header') return request.headers[name.toLowerCase()]?.join(',');
  if (place === 'request.querystring') return event.queryStringParameters?.[name];
  const { routeKey, requestContext } = event;
  const context: Record<string, string> = {
    routeKey,
    path: requestContext.http.path,
    httpMethod: requestContext.http.method,
    stage: requestContext.stage,
  };
  return place === 'context' ? context[name] : undefined;
}
