import { AwsError } from '../sfn/json-protocol.ts';

/**
 * The account's sending rate in recipients per second of real time: a bucket of one second that a mail with several
 * recipients may overdraw.
 */
export function rateLimit(perSecond: number, realNow: () => number = () => performance.now()) {
  let tokens = perSecond;
  let at = realNow();
  return (recipients: number): void => {
    const now = realNow();
    tokens = Math.min(perSecond, tokens + ((now - at) / 1000) * perSecond);
    at = now;
    if (tokens < 1) throw new AwsError('TooManyRequestsException', 'Maximum sending rate exceeded.', 429);
    tokens -= recipients;
  };
}

/** Refuses what would go over the quota of 24 hours. */
export function checkQuota(sentLast24Hours: number, recipients: number, max24Hours: number): void {
  if (sentLast24Hours + recipients > max24Hours)
    throw new AwsError('LimitExceededException', 'Daily message quota exceeded.');
}
