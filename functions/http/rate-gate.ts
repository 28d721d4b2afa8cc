import { keyLimits, type RateClass, scaled, tenantFactor } from '../../src/contracts/rate-limits.ts';
import { type Admission, type Limited, RateLimiter, type Standing } from '../../src/usecases/access/rate-limiter.ts';
import type { TenantScope } from '../../src/usecases/scope.ts';
import * as deps from '../deps.ts';
import { env } from '../env.ts';
import { once } from '../once.ts';
import { Refused } from './reply.ts';

const limiter = /* @__PURE__ */ once(() => new RateLimiter(deps.rates()));
const scale = /* @__PURE__ */ once(() => Number(env('RATE_LIMIT_SCALE')));

export interface Passed {
  readonly headers: Readonly<Record<string, string>>;
  readonly report: () => Promise<void>;
}

const unlimited: Passed = { headers: {}, report: async () => undefined };

/** Who belongs to no organization is counted by themselves. */
const bucketsOf = (
  { tenantId: organization, principal }: TenantScope,
  rate: RateClass,
  factor: number,
  tenantId = organization || principal,
): readonly Limited[] => [
  { name: { tenantId, subject: principal, rate }, limit: scaled(keyLimits[rate], factor) },
  { name: { tenantId, subject: 'tenant', rate }, limit: scaled(keyLimits[rate], factor * tenantFactor) },
];

const list = (rate: RateClass, standings: readonly Standing[], item: (standing: Standing) => string): string =>
  standings.map((standing, i) => `"${i === 0 ? 'key' : 'organization'}-${rate}";${item(standing)}`).join(', ');

/** draft-ietf-httpapi-ratelimit-headers-10: what may be asked, and what is left of it. */
const headersOf = (rate: RateClass, { standings }: Admission): Record<string, string> => ({
  'ratelimit-policy': list(
    rate,
    standings,
    ({ limit }) => `q=${limit.burst};w=${Math.max(1, Math.ceil(limit.burst / limit.perSecond))}`,
  ),
  ratelimit: list(rate, standings, ({ remaining, fullIn }) => `r=${remaining};t=${fullIn}`),
});

/** Counts a request against its key and its organization; throws {@link Refused} (429) when it comes too early. */
export function passRateGate(scope: TenantScope, rate: RateClass): Passed {
  if (scope.principal === 'public' || scale() === 0) return unlimited;
  const admission = limiter().admit(bucketsOf(scope, rate, scale()), Date.parse(deps.clock.now()));
  const headers = headersOf(rate, admission);
  if (admission.admitted) return { headers, report: admission.report };
  throw new Refused(429, `Too many ${rate} requests. Nothing was done; repeat it in ${admission.retryAfter} s.`, [], {
    ...headers,
    'retry-after': String(admission.retryAfter),
  });
}
