import { setTimeout as pause } from 'node:timers/promises';
import { viewOf } from '../gateway/call-view.ts';
import { ConnectionLost } from '../gateway/connection-lost.ts';
import type { Interceptor } from '../gateway/gateway.ts';
import type { AwsRequest, AwsResponse } from '../service.ts';
import type { FaultSet, Hit } from './fault-set.ts';
import { partly } from './partial-batch.ts';
import type { FaultKind } from './rules.ts';
import { throttled } from './throttling.ts';

interface Options {
  readonly faults: FaultSet;
  /** Ends the instance that signs with this session token. */
  readonly crash: (instance: string) => Promise<void>;
}

interface Call extends Hit {
  readonly request: AwsRequest;
  readonly next: (request: AwsRequest) => Promise<AwsResponse>;
  readonly crash: () => Promise<void>;
}

type Effect = (call: Call) => Promise<AwsResponse>;

const wait = ({ rule: { delayMs = 0 } }: Hit): Promise<unknown> => pause(delayMs, undefined, { ref: false });

function lost(): never {
  throw new ConnectionLost();
}

const effects: Readonly<Record<Exclude<FaultKind, 'shuffle'>, Effect>> = {
  throttle: async ({ request }) => throttled(request),
  timeout: async (call) => {
    await wait(call);
    return lost();
  },
  lost_reply: async ({ request, next }) => {
    await next(request);
    return lost();
  },
  duplicate: async ({ request, next }) => {
    await next(request);
    return next(request);
  },
  delay: async (call) => {
    await wait(call);
    return call.next(call.request);
  },
  crash_before: async ({ crash }) => {
    await crash();
    return lost();
  },
  crash_after: async ({ request, next, crash }) => {
    await next(request);
    await crash();
    return lost();
  },
  partial_batch: ({ request, next, chance }) => partly(request, next, (index) => chance(`element ${index}`)),
};

/** Does to SDK calls what the rules say. */
export function injection({ faults, crash }: Options): Interceptor {
  return async (request, next) => {
    if (faults.none) return next(request);
    const view = viewOf(request);
    const { principal, instance } = request.caller;
    const hit = faults.take({
      service: request.service,
      action: view.operation ?? '',
      principal,
      text: () => view.text,
    });
    if (!hit || hit.rule.kind === 'shuffle') return next(request);
    const end = async (): Promise<void> => (instance === undefined ? undefined : crash(instance));
    return effects[hit.rule.kind]({ ...hit, request, next, crash: end });
  };
}
