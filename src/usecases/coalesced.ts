/**
 * Turns many lookups made at the same time into one: keys asked for until the event loop comes round again are loaded together.
 * `loadMany` answers with what exists, by key.
 */
export function coalesced<K, V>(
  loadMany: (keys: readonly K[]) => Promise<(key: K) => V | undefined>,
): (key: K) => Promise<V | undefined> {
  let open: { readonly keys: K[]; readonly found: Promise<(key: K) => V | undefined> } | undefined;
  const begin = (): NonNullable<typeof open> => {
    const keys: K[] = [];
    const found = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
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
