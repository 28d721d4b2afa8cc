/** What one variant has shown: `hits` of `people` did what the test counts; 0 ≤ hits ≤ people. */
export interface Arm {
  readonly people: number;
  readonly hits: number;
}

export const rateOf = ({ people, hits }: Arm): number => (people === 0 ? 0 : hits / people);

/** All arms as one. */
export const pooled = (arms: readonly Arm[]): Arm => ({
  people: arms.reduce((sum, { people }) => sum + people, 0),
  hits: arms.reduce((sum, { hits }) => sum + hits, 0),
});
