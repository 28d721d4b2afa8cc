import { viewOf } from '../gateway/call-view.ts';
import type { Interceptor } from '../gateway/gateway.ts';
import { type Refusal, refusal } from '../gateway/refusal.ts';
import type { AwsRequest, AwsResponse } from '../service.ts';
import type { Access, Principal } from './authority.ts';
import type { Guard } from './guard.ts';
import type { Asked, Lookups, Need } from './needs/need.ts';
import { needsOf } from './needs/needs.ts';

interface Options {
  readonly guard: Guard;
  readonly lookups: () => Lookups;
  /** The role of a function by its logical id; undefined for whoever is no function. */
  readonly roleOf: (caller: string) => string | undefined;
}

/** Lets a function's calls pass only as its role allows. Callers without a role are the owner of the account. */
export function enforcement({ guard, lookups, roleOf }: Options): Interceptor {
  return async (request, next) => {
    const { principal: name } = request.caller;
    const arn = roleOf(name);
    if (arn === undefined) return next(request);
    const principal: Principal = { kind: 'role', arn, name };
    const asked = { request, view: viewOf(request), lookups: lookups() };
    const refused = refusedBy(guard, principal, asked);
    if (refused !== undefined) return refusal(request, { ...denialOf(request), message: refused });
    return hidden(guard, principal, asked, await next(request));
  };
}

function refusedBy(guard: Guard, principal: Principal, asked: Asked): string | undefined {
  const needs = needsOf(asked);
  if (!needs) return unknownTo(guard, principal, asked);
  for (const need of needs) {
    const refused = lacking(guard, principal, need);
    if (refused !== undefined) return refused;
  }
  return undefined;
}

/** With several resources one of them is enough. */
function lacking(guard: Guard, principal: Principal, { action, resources, context = {} }: Need): string | undefined {
  const accesses = resources.map((resource): Access => ({ action, resource, context }));
  const [first, ...others] = accesses;
  if (!first || others.some((access) => guard.authority.exercise(principal, access))) return undefined;
  return guard.refuses(principal, first);
}

function unknownTo(guard: Guard, principal: Principal, { request, view }: Asked): string {
  const action = `${request.service}:${view.operation ?? `${request.method} ${request.url}`}`;
  return guard.refuseUnknown(principal, action);
}

/** S3 tells whether an object exists only to those who may list its bucket. */
function hidden(guard: Guard, principal: Principal, { request, view }: Asked, response: AwsResponse): AwsResponse {
  const isRead = view.operation === 'GetObject' || view.operation === 'HeadObject';
  if (request.service !== 's3' || response.status !== 404 || !isRead) return response;
  const resource = `arn:aws:s3:::${view.target?.params['Bucket'] ?? ''}`;
  const message = guard.refuses(principal, { action: 's3:ListBucket', resource });
  return message === undefined ? response : refusal(request, { ...denialOf(request), message });
}

const DENIED: Readonly<Record<string, Omit<Refusal, 'message'>>> = {
  s3: { type: 'AccessDenied', status: 403 },
  sns: { type: 'AuthorizationError', status: 403 },
  sqs: { type: 'AccessDeniedException', status: 403 },
  ses: { type: 'AccessDeniedException', status: 403 },
  scheduler: { type: 'AccessDeniedException', status: 403 },
  lambda: { type: 'AccessDeniedException', status: 403 },
};

const denialOf = ({ service }: AwsRequest): Omit<Refusal, 'message'> =>
  DENIED[service] ?? { type: 'AccessDeniedException', status: 400 };
