const eventLoopRound = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Turns many lookups made at the same time into one: keys asked for until `gathered` resolves, by default when the event loop comes
 * round again, are loaded together. `loadMany` answers with what exists, by key.
 */
export function coalesced<K, V>(
  loadMany: (keys: readonly K[]) => Promise<(key: K) => V | undefined>,
  gathered: () => Promise<void> = eventLoopRound,
): (key: K) => Promise<V | undefined> {
  let open: { readonly keys: K[]; readonly found: Promise<(key: K) => V | undefined> } | undefined;
  const begin = (): NonNullable<typeof open> => {
    const keys: K[] = [];
    const found = gathered().then(() => {
      open = undefined;
      return loadMany(keys);
    });
    return { keys, found };
  };
  return async (key) => {
    open ??= begin();
    open.keys.push(key);
    const { found } = open;
    return (await found)(key);
  };
}
