import type { FunctionSpec } from '../lambda/function-spec.ts';
import type { Timing } from '../lambda/instance.ts';
import type { Item } from './ledger.ts';
import { priceOf } from './prices.ts';

/** CloudWatch Logs counts these with each event. */
const EVENT_OVERHEAD_BYTES = 26;
/** Lambda's own records of an invocation in JSON format (`platform.start`, `platform.report`), about so long with their overhead. */
const PLATFORM_BYTES = 700;

/** One run of a function: the request, its duration with the load of the code, and the records Lambda itself writes. */
export function runUsage(spec: FunctionSpec, { initMs, runMs }: Timing): Item[] {
  const ms = Math.ceil(runMs) + Math.ceil(initMs);
  const gbSeconds = (spec.memoryMb / 1024) * (ms / 1000);
  const price = spec.architecture === 'arm64' ? 'lambdaGbSecondArm' : 'lambdaGbSecondX86';
  return [
    { service: 'lambda', count: 'lambdaInvocations', quantity: 1, usd: priceOf('lambdaRequest', 1) },
    { service: 'lambda', count: 'lambdaGbSeconds', quantity: gbSeconds, usd: priceOf(price, gbSeconds) },
    { service: 'lambda', count: `lambdaMs.${spec.logicalId}`, quantity: ms, usd: 0 },
    ...(spec.logGroup === undefined ? [] : [logged(PLATFORM_BYTES)]),
  ];
}

export const lineUsage = (line: string): Item => logged(Buffer.byteLength(line) + EVENT_OVERHEAD_BYTES);

const logged = (quantity: number): Item => ({
  service: 'logs',
  count: 'logBytes',
  quantity,
  usd: priceOf('logByte', quantity),
});

/** X-Ray's default rule: the first request of each second and 5 % of the others, here as expected values. */
export function sampler() {
  let lastSecond = Number.NEGATIVE_INFINITY;
  return (now: number): Item => {
    const second = Math.floor(now / 1000);
    const quantity = second === lastSecond ? 0.05 : 1;
    lastSecond = second;
    return { service: 'xray', count: 'traces', quantity, usd: priceOf('trace', quantity) };
  };
}
