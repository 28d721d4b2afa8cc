import type { Fault } from '../../contracts/problem.ts';
import type { ShelfVersion, Shelved } from '../../contracts/shelf.ts';
import { fail, ok } from '../../domain/result.ts';
import { maySee } from '../../domain/templates/shelf.ts';
import type { Clock, Ids } from '../ports/effects.ts';
import type { SettingsStore } from '../ports/resource-stores.ts';
import type { ShelfStore } from '../ports/shelf-store.ts';
import { changedMeanwhile, conflict, invalid, notFound, type Outcome } from '../problems.ts';
import type { Page, PageRequest, TenantScope } from '../scope.ts';

export interface ShelfDeps<T extends Shelved> {
  /** Only what the principal may see: {@link onlyVisible}. */
  readonly store: ShelfStore<T>;
  /** A template that comes from code. */
  readonly builtIn: (id: string) => Promise<T | undefined>;
  readonly settings: Pick<SettingsStore, 'get'>;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Why a template may not be kept as it is, however it came to be so. */
  readonly faultsOf: (thing: T) => readonly Fault[];
  /** In words, for refusals. */
  readonly what: string;
}

/** A store in which a private template of somebody else does not exist. */
export const onlyVisible = <T extends Shelved>(store: ShelfStore<T>): ShelfStore<T> => ({
  ...store,
  get: async (scope, id) => {
    const own = await store.get(scope, id);
    return own && maySee(own, scope.principal) ? own : undefined;
  },
});

type Reading<T extends Shelved> = Pick<ShelfDeps<T>, 'store' | 'builtIn'>;

const inLibrary = async <T extends Shelved>({ store, builtIn }: Reading<T>, id: string) =>
  (await builtIn(id)) ?? store.getPublic(id);

/** Any template the principal may read: an own one, a built-in one, or one that another organization shares. */
export const readable = async <T extends Shelved>(deps: Reading<T>, scope: TenantScope, id: string) =>
  (await deps.store.get(scope, id)) ?? inLibrary(deps, id);

/** One that may be changed. Those of the library are read-only, and say so. */
export async function changeable<T extends Shelved>(deps: ShelfDeps<T>, scope: TenantScope, id: string): Outcome<T> {
  const own = await deps.store.get(scope, id);
  if (own) return ok(own);
  return (await inLibrary(deps, id))
    ? conflict(`This ${deps.what} belongs to the library and is read-only. Copy it, and change the copy.`)
    : notFound(deps.what);
}

/** Rows end at 400 KB. */
const maxBytes = 350 * 1024;
const bytesOf = (thing: object): number => new TextEncoder().encode(JSON.stringify(thing)).length;

/** Why a template cannot be written. */
function refusalOf<T extends Shelved>({ what, faultsOf }: ShelfDeps<T>, thing: T) {
  const faults = faultsOf(thing);
  if (faults.length > 0) return invalid(`The ${what} was not saved.`, faults);
  return bytesOf(thing) > maxBytes
    ? fail({
        code: 'too_large' as const,
        detail: `The ${what} is larger than ${maxBytes / 1024} KB. Shorten its mails.`,
      })
    : undefined;
}

const publisher = async ({ settings }: Pick<ShelfDeps<Shelved>, 'settings'>, scope: TenantScope, sharing: string) =>
  sharing === 'public' ? (await settings.get(scope)).organization : null;

type Fresh = Omit<Shelved, 'name' | 'category' | 'tags' | 'description' | 'sharing' | 'copiedFrom'>;

/** Puts a new template on the shelf, as its first version. */
export async function putNew<T extends Shelved>(
  deps: ShelfDeps<T>,
  scope: TenantScope,
  kind: 'template' | 'campaign_template',
  sharing: Shelved['sharing'],
  build: (fresh: Fresh) => T,
): Outcome<T> {
  const now = deps.clock.now();
  const thing = build({
    id: deps.ids.next(kind),
    origin: 'own',
    publishedBy: await publisher(deps, scope, sharing),
    rev: 1,
    createdBy: scope.principal,
    savedBy: scope.principal,
    createdAt: now,
    updatedAt: now,
  });
  const refused = refusalOf(deps, thing);
  if (refused) return refused;
  await deps.store.create(scope, thing);
  return ok(thing);
}

/** Saves the next version of a template; `changed` differs from `current` in what its author may change. */
export async function putNext<T extends Shelved>(
  deps: ShelfDeps<T>,
  scope: TenantScope,
  current: T,
  changed: T,
): Outcome<T> {
  const next = {
    ...changed,
    publishedBy: await publisher(deps, scope, changed.sharing),
    rev: current.rev + 1,
    savedBy: scope.principal,
    updatedAt: deps.clock.now(),
  };
  const refused = refusalOf(deps, next);
  if (refused) return refused;
  return (await deps.store.save(scope, next, current.rev)) ? ok(next) : changedMeanwhile(deps.what);
}

/** A new version with the content of an old one. Who may see the template does not change. */
export const restoreVersion =
  <T extends Shelved>(deps: ShelfDeps<T>) =>
  async (scope: TenantScope, id: string, number: number): Outcome<T> => {
    const current = await changeable(deps, scope, id);
    if (!current.ok) return current;
    const old = await deps.store.getVersion(scope, id, number);
    if (!old) return notFound('version');
    return putNext(deps, scope, current.value, { ...old, sharing: current.value.sharing });
  };

export const deleteFromShelf =
  <T extends Shelved>(deps: ShelfDeps<T>) =>
  async (scope: TenantScope, id: string): Outcome<undefined> => {
    const found = await changeable(deps, scope, id);
    if (!found.ok) return found;
    await deps.store.remove(scope, id);
    return ok(undefined);
  };

export const listShelfVersions =
  <T extends Shelved>(deps: ShelfDeps<T>) =>
  async (scope: TenantScope, id: string, page: PageRequest): Outcome<Page<ShelfVersion>> => {
    if (await deps.store.get(scope, id)) return ok(await deps.store.listVersions(scope, id, page));
    const found = await inLibrary(deps, id);
    return found ? ok({ items: [found], nextCursor: null }) : notFound(deps.what);
  };

/** Of a template of the library there is the present version only. */
export const getShelfVersion =
  <T extends Shelved>(deps: ShelfDeps<T>) =>
  async (scope: TenantScope, id: string, number: number): Outcome<T> => {
    const found = await readable(deps, scope, id);
    if (!found) return notFound(deps.what);
    if (found.rev === number) return ok(found);
    const version = found.origin === 'own' ? await deps.store.getVersion(scope, id, number) : undefined;
    return version ? ok(version) : notFound('version');
  };
