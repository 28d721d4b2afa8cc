const daySeconds = 86_400;

/** The `ttl` of a row that is kept for so many days after an instant: seconds since 1970. */
export const secondsAfter = (at: string, days: number): number => Math.floor(Date.parse(at) / 1000) + days * daySeconds;
