import type { Delivery, Webhook } from '../../contracts/webhook.ts';

/** Seconds before each further attempt: over 27 hours, as Standard Webhooks advises. */
const retrySeconds: readonly number[] = [60, 300, 1_800, 7_200, 18_000, 36_000, 36_000];
/** Up to so much is added, so that what failed together does not come together again. */
const jitter = 0.1;
const persistentMs = 24 * 60 * 60_000;

/** Seconds to wait after attempt `n` (from 1) failed, `roll` in [0, 1); undefined after the last. */
export function secondsToNext(n: number, roll: number): number | undefined {
  const seconds = retrySeconds[n - 1];
  return seconds === undefined ? undefined : Math.round(seconds * (1 + jitter * roll));
}

export type Verdict = 'delivered' | 'again' | 'never' | 'gone';

/** What an answer means: 2xx took it, 410 wants no more, anything else may pass. */
export function verdictOn(status: number): Verdict {
  if (status >= 200 && status < 300) return 'delivered';
  return status === 410 ? 'gone' : 'again';
}

/** Whether a webhook has done nothing but fail for more than a day. */
export const failsPersistently = ({ failingSince }: Webhook, now: string): boolean =>
  failingSince !== null && Date.parse(now) - Date.parse(failingSince) > persistentMs;

/** Both secrets sign while the older one is still good. */
export const secretsAt = ({ secrets }: Webhook, now: string): readonly string[] =>
  secrets.filter(({ until }) => until === null || until > now).map(({ secret }) => secret);

/** The newest attempts; the beginning of a long story is left out. */
export const withAttempt = (delivery: Delivery, attempt: Delivery['attempts'][number]): Delivery['attempts'] =>
  [...delivery.attempts, attempt].slice(-20);
