/** Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (before[j - 2] ?? 0) + 1);
      row.push(best);
    }
    before = previous;
    previous = row;
  }
  return previous[b.length] ?? 0;
}

/** The name that was probably meant, at most a third of its letters away; case does not count. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  if (name.length > 40) return undefined;
  const ranked = names
    .map((known) => ({ known, far: distance(name.toLowerCase(), known.toLowerCase()) }))
    .filter(({ known, far }) => far <= Math.max(1, Math.floor(known.length / 3)))
    .sort((a, b) => a.far - b.far);
  return ranked[0]?.known;
}
