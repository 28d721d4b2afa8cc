/** Accounts with their part of a cost; the parts add up to 1. */
export type Shares = readonly (readonly [account: string, part: number])[];

/** Finds whom a text speaks of. */
export type Attribution = (text: string) => Shares | undefined;

/** A text that names several accounts is shared by how often it names each. Undefined when it names none. */
export function attributionBy(pattern: RegExp | undefined): Attribution {
  if (!pattern) return () => undefined;
  const all = new RegExp(pattern.source, [...new Set(`${pattern.flags}g`)].join(''));
  return (text) => {
    const mentions = new Map<string, number>();
    let total = 0;
    for (const [id] of text.matchAll(all)) {
      mentions.set(id, (mentions.get(id) ?? 0) + 1);
      total += 1;
    }
    return total === 0 ? undefined : [...mentions].map(([id, count]) => [id, count / total] as const);
  };
}
