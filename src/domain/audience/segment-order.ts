/** Which segments the rule of each segment asks about, by id. */
export type SegmentGraph = ReadonlyMap<string, readonly string[]>;

/** The ids of a way that leads from one of `from` to `target`, both included; undefined when there is none. */
export function wayTo(target: string, from: readonly string[], graph: SegmentGraph): readonly string[] | undefined {
  const seen = new Set<string>();
  const follow = (id: string): readonly string[] | undefined => {
    if (id === target) return [id];
    if (seen.has(id)) return undefined;
    seen.add(id);
    for (const next of graph.get(id) ?? []) {
      const rest = follow(next);
      if (rest) return [id, ...rest];
    }
    return undefined;
  };
  for (const id of from) {
    const way = follow(id);
    if (way) return way;
  }
  return undefined;
}
