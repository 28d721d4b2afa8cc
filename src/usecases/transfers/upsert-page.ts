import type { Contact } from '../../contracts/contact.ts';
import type { ImportCounts } from '../../contracts/transfer.ts';
import type { ImportJob } from '../../contracts/transfer-job.ts';
import { importedContactId } from '../../domain/ids.ts';
import { applyRow } from '../../domain/import/merge-row.ts';
import type { SortedPage, WantedContact } from '../../domain/import/sort-page.ts';
import { slices } from '../../domain/slices.ts';
import { contactOfRow } from '../contacts/save-contact.ts';
import { inParallel } from '../in-parallel.ts';
import type { ContactStore } from '../ports/contact-store.ts';
import type { Clock } from '../ports/effects.ts';
import type { TenantScope } from '../scope.ts';

export interface UpsertDeps {
  readonly contacts: Pick<ContactStore, 'createMany' | 'findManyByEmail' | 'saveMany'>;
  readonly clock: Clock;
}

type Known = ReadonlyMap<string, Contact>;

const attempts = 8;
/** Transactions under way at once. */
const atOnce = 4;
const createdTogether = 50;
const savedTogether = 100;

const idOf = (job: ImportJob, email: string): string => importedContactId(job.id, Date.parse(job.createdAt), email);

/** The contact as the row wants it; the very same where nothing changes. What this import created follows the last row of the file. */
const merged = (job: ImportJob, known: Contact, { row }: WantedContact): Contact =>
  applyRow(known, row, known.id === idOf(job, row.email) ? true : job.updateExisting);

/** Those of the addresses that are known, by address. */
export async function findKnown(
  { contacts }: UpsertDeps,
  scope: TenantScope,
  wanted: readonly WantedContact[],
): Promise<Known> {
  const found = await contacts.findManyByEmail(
    scope,
    wanted.map(({ row }) => row.email),
  );
  return new Map(found.map((contact) => [contact.email, contact]));
}

/** What a page comes to, by the contacts that are known before it. */
export function countPage(job: ImportJob, { wanted, duplicates, bad, rows }: SortedPage, known: Known): ImportCounts {
  const first = wanted.filter(({ again }) => !again);
  const old = first.flatMap((one) => {
    const contact = known.get(one.row.email);
    return contact ? [merged(job, contact, one) !== contact] : [];
  });
  const updated = old.filter(Boolean).length;
  return {
    rows,
    created: first.length - old.length,
    updated,
    unchanged: old.length - updated,
    duplicates,
    failed: bad.length,
  };
}

/** Creates and saves what it can; answers with whom somebody else created or changed meanwhile. */
async function upsertOnce(
  { contacts, clock }: UpsertDeps,
  scope: TenantScope,
  job: ImportJob,
  wanted: readonly WantedContact[],
  known: Known,
  touched: Contact[],
): Promise<readonly WantedContact[]> {
  const now = clock.now();
  const creations = wanted.flatMap((one) => {
    const { row } = one;
    return known.has(row.email)
      ? []
      : [{ one, contact: contactOfRow(idOf(job, row.email), row, job.consentSource, now) }];
  });
  const changes = wanted.flatMap((one) => {
    const seen = known.get(one.row.email);
    const contact = seen && merged(job, seen, one);
    if (contact === seen && seen) touched.push(seen);
    return seen && contact && contact !== seen
      ? [{ one, seen, contact: { ...contact, rev: seen.rev + 1, updatedAt: now } }]
      : [];
  });
  const create = (some: typeof creations) =>
    contacts.createMany(
      scope,
      some.map(({ contact }) => contact),
    );
  const done = [
    ...(await inParallel(slices(creations, createdTogether), atOnce, (some) => create([...some]))),
    ...(await inParallel(slices(changes, savedTogether), atOnce, (some) => contacts.saveMany(scope, some))),
  ];
  const written = new Set(done.flatMap((some) => [...some]));
  const all = [...creations, ...changes];
  touched.push(...all.flatMap(({ contact }) => (written.has(contact.id) ? [contact] : [])));
  return all.filter(({ contact }) => !written.has(contact.id)).map(({ one }) => one);
}

/**
 * Sees to it that the contacts of a page are as its rows want them, and answers with them. Doing it again changes nothing more.
 * `known` are the contacts as somebody has just read them.
 */
export async function upsertPage(
  deps: UpsertDeps,
  scope: TenantScope,
  job: ImportJob,
  wanted: readonly WantedContact[],
  known?: Known,
): Promise<readonly Contact[]> {
  const touched: Contact[] = [];
  let open = wanted;
  let found = known ?? (await findKnown(deps, scope, open));
  for (let attempt = 0; open.length > 0; attempt++) {
    if (attempt === attempts) throw new Error('Contacts changed too often to be imported');
    if (attempt > 0) found = await findKnown(deps, scope, open);
    open = await upsertOnce(deps, scope, job, open, found, touched);
  }
  return touched;
}

/** Those of a page that this import created, now or before it was interrupted; each belongs to the first row that has its address. */
export function createdFrom(
  job: ImportJob,
  wanted: readonly WantedContact[],
  contacts: readonly Contact[],
): readonly Contact[] {
  const first = new Set(wanted.flatMap(({ row, again }) => (again ? [] : [idOf(job, row.email)])));
  return contacts.filter(({ id }) => first.has(id));
}
