import jStat from 'jstat';

export const normalCdf = (x: number): number => jStat.normal.cdf(x, 0, 1);

export const normalQuantile = (p: number): number => jStat.normal.inv(p, 0, 1);

/** Two-sided p-value of a standard score. */
export const twoSided = (z: number): number => Math.min(1, 2 * normalCdf(-Math.abs(z)));
