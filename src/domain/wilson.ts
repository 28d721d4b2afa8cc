export interface ShareInterval {
  readonly low: number;
  readonly high: number;
}

/** 97.5 % quantile of the normal distribution: an interval that holds 95 % of the time. */
export const z95 = 1.959963984540054;

/** Wilson's score interval of a share of `of` independent draws, `of` above 0 (Wilson 1927); it says something where nothing was hit too. */
export function wilson(share: number, of: number, z: number): ShareInterval {
  const middle = share + (z * z) / (2 * of);
  const spread = z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of));
  const scale = 1 + (z * z) / of;
  return { low: (middle - spread) / scale, high: (middle + spread) / scale };
}
