/** What a writer asks of the thing to be changed: that it exists, or that it still has one of these revisions. */
export type Precondition =
  | { readonly kind: 'exists' }
  | { readonly kind: 'revision'; readonly revs: readonly number[] };

/** The thing has another revision than the writer saw. Nothing was changed. */
export class PreconditionFailed extends Error {
  override readonly name = 'PreconditionFailed';
  readonly currentRev: number;

  constructor(currentRev: number) {
    super(`The present revision is ${currentRev}`);
    this.currentRev = currentRev;
  }
}

interface Revised {
  readonly rev: number;
}

interface Readable {
  get(scope: never, id: never): Promise<Revised | undefined>;
}

/**
 * A store whose first read throws {@link PreconditionFailed} when the thing has moved on. The use case behind it then writes with the
 * revision it read, so that check and write are one: nobody can come between them unseen.
 */
export function expecting<S extends Readable>(store: S, precondition: Precondition | undefined): S {
  if (precondition?.kind !== 'revision') return store;
  let open = true;
  const get: Readable['get'] = async (scope, id) => {
    const thing = await store.get(scope, id);
    if (thing && open && !precondition.revs.includes(thing.rev)) throw new PreconditionFailed(thing.rev);
    open = false;
    return thing;
  };
  return { ...store, get };
}
