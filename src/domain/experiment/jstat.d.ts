/** What is used of jStat; the package brings no types. */
declare module 'jstat' {
  interface JStat {
    readonly normal: {
      cdf(x: number, mean: number, deviation: number): number;
      inv(p: number, mean: number, deviation: number): number;
    };
    readonly chisquare: { cdf(x: number, degrees: number): number };
    gammaln(x: number): number;
  }
  const jStat: JStat;
  export default jStat;
}
