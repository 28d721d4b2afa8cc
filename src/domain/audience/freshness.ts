import type { Segment } from '../../contracts/segment.ts';
import { dayMs } from '../later.ts';

/** A refresh that did not move for so long has lost its worker and its message. */
export const refreshLeaseMs = 15 * 60_000;

/** The rule is new or has changed, and no refresh has gone by it yet. */
export const isStale = ({ type, ruleRev, refreshedRuleRev }: Segment): boolean =>
  type === 'dynamic' && ruleRev !== refreshedRuleRev;

/** Whether the members are good enough for a launch at `at`: at most a day old by then, and of the present rule. */
export const isFreshFor = (segment: Segment, at: string): boolean =>
  segment.type === 'static' ||
  (!isStale(segment) && segment.refreshedAt !== null && Date.parse(segment.refreshedAt) >= Date.parse(at) - dayMs);

/** Whether somebody works on a refresh, given when each of its shards last moved. */
export const isAlive = ({ refreshState }: Segment, movedAt: readonly string[], now: string): boolean =>
  refreshState === 'running' && movedAt.some((at) => Date.parse(at) + refreshLeaseMs > Date.parse(now));
