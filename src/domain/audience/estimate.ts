import { wilson, z95 } from '../wilson.ts';

/** Contacts of one stretch of the list that were judged together, and how many of them matched. */
export interface Cluster {
  readonly size: number;
  readonly matched: number;
}

export interface Estimate {
  readonly count: number;
  /** 95 % confidence. */
  readonly low: number;
  readonly high: number;
}

const z = z95;

/** The 97.5 % point of Student's t by its expansion around the normal one (Abramowitz and Stegun 26.7.5): 3.85 for 4.30 at two degrees, exact to 1 % from five. */
const studentT = (degrees: number): number =>
  z + (z ** 3 + z) / (4 * degrees) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2);

/** Standard error of the share under cluster sampling: the ratio estimator with the finite correction (Cochran, Sampling Techniques, 6.4). */
function clusterError(clusters: readonly Cluster[], of: number, share: number, examined: number): number {
  const k = clusters.length;
  const squares = clusters.reduce((sum, { size, matched }) => sum + (matched - share * size) ** 2, 0);
  return Math.sqrt(((1 - k / of) * k * squares) / (k - 1)) / examined;
}

/**
 * How many of `contacts` match, reckoned from clusters drawn at random out of `of` clusters that make up all of them. Neighbours in the
 * list are alike, so the interval is the wider one of that between clusters and that of independent draws.
 */
export function estimateCount(clusters: readonly Cluster[], of: number, contacts: number): Estimate {
  const examined = clusters.reduce((sum, { size }) => sum + size, 0);
  const found = clusters.reduce((sum, { matched }) => sum + matched, 0);
  const most = found + Math.max(0, contacts - examined);
  if (clusters.length < 2 || examined === 0)
    return { count: examined === 0 ? 0 : Math.round((found / examined) * contacts), low: found, high: most };
  const share = found / examined;
  const reach = studentT(clusters.length - 1) * clusterError(clusters, of, share, examined);
  const { low, high } = wilson(share, examined, z);
  const within = (value: number): number => Math.min(most, Math.max(found, value));
  return {
    count: within(Math.round(share * contacts)),
    low: within(Math.floor(Math.min(low, share - reach) * contacts)),
    high: within(Math.ceil(Math.max(high, share + reach) * contacts)),
  };
}
