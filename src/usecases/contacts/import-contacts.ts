import type { Contact, ImportReport } from '../../contracts/contact.ts';
import type { Segment } from '../../contracts/segment.ts';
import { applyRow } from '../../domain/import/merge-row.ts';
import { type ParsedContacts, parseContactsCsv } from '../../domain/import/parse-contacts-csv.ts';
import type { ParsedRow } from '../../domain/import/read-row.ts';
import { ok } from '../../domain/result.ts';
import { slices } from '../../domain/slices.ts';
import { creationNotice } from '../../domain/webhooks/contact-notices.ts';
import { type AnnounceDeps, announceMembership } from '../audience/announce-membership.ts';
import { inParallel } from '../in-parallel.ts';
import type { ContactStore } from '../ports/contact-store.ts';
import type { Clock, Ids } from '../ports/effects.ts';
import type { SegmentStore } from '../ports/segment-store.ts';
import { fault, invalid, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';
import type { Tell } from '../webhooks/tell.ts';
import { contactOfRow } from './save-contact.ts';

export interface Deps extends AnnounceDeps {
  readonly contacts: Pick<ContactStore, 'create' | 'createMany' | 'findByEmail' | 'findManyByEmail' | 'save'>;
  readonly segments: Pick<SegmentStore, 'get' | 'addMembers'>;
  readonly tell: Tell;
  readonly clock: Clock;
  readonly ids: Ids;
}

export interface ImportInput {
  readonly csv: string;
  readonly segmentId: string | undefined;
  readonly dryRun: boolean;
  readonly consentSource: string;
}

/** What one request can commit well within its 29 seconds. */
export const maxImportRows = 5_000;
const pageSize = 100;
const pagesAtOnce = 2;
const atOnce = 25;
const attempts = 5;

interface Written {
  readonly contactId: string;
  readonly what: 'created' | 'updated';
  readonly created?: Contact;
}

/** What an import would do with an address. */
const seen = (known: Contact | undefined): Written => ({
  contactId: known?.id ?? '',
  what: known ? 'updated' : 'created',
});

const newlyWritten = (created: Contact): Written => ({ contactId: created.id, what: 'created', created });

/** The fields of the file over those the contact has; consent is the contact's own and never overwritten. */
const merged = (contact: Contact, { contact: row }: ParsedRow, now: string): Contact => ({
  ...applyRow(contact, row, true),
  rev: contact.rev + 1,
  updatedAt: now,
});

const fresh = ({ ids, clock }: Deps, { contact: row }: ParsedRow, consentSource: string): Contact =>
  contactOfRow(ids.next('contact'), row, consentSource, clock.now());

/** Creates the contact or updates the one that has the address; a race with another writer is run again. */
async function upsert(deps: Deps, scope: TenantScope, row: ParsedRow, input: ImportInput): Promise<Written> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const known = await deps.contacts.findByEmail(scope, row.contact.email);
    if (!known) {
      const contact = fresh(deps, row, input.consentSource);
      if (await deps.contacts.create(scope, contact)) return newlyWritten(contact);
    } else if ((await deps.contacts.save(scope, merged(known, row, deps.clock.now()), known)) === 'saved') {
      return { contactId: known.id, what: 'updated' };
    }
  }
  throw new Error('A contact changed too often to be imported');
}

/** Takes a page of rows together: unknown addresses in a few transactions, and each known one, or one just taken, by itself. */
async function writePage(deps: Deps, scope: TenantScope, rows: readonly ParsedRow[], input: ImportInput) {
  const found = await deps.contacts.findManyByEmail(
    scope,
    rows.map(({ contact }) => contact.email),
  );
  const known = new Map(found.map((contact) => [contact.email, contact]));
  if (input.dryRun) return rows.map((row) => seen(known.get(row.contact.email)));
  const unknown = new Map(
    rows
      .filter(({ contact }) => !known.has(contact.email))
      .map((row) => [row.contact.email, fresh(deps, row, input.consentSource)]),
  );
  const created = await deps.contacts.createMany(scope, [...unknown.values()]);
  const written = await inParallel(rows, atOnce, async (row): Promise<Written> => {
    const contact = unknown.get(row.contact.email);
    return contact && created.has(contact.id) ? newlyWritten(contact) : upsert(deps, scope, row, input);
  });
  await deps.tell(
    scope,
    written.flatMap((one) => (one.created ? [creationNotice(one.created)] : [])),
  );
  return written;
}

async function writeAll(deps: Deps, scope: TenantScope, rows: readonly ParsedRow[], input: ImportInput) {
  return (await inParallel(slices(rows, pageSize), pagesAtOnce, (page) => writePage(deps, scope, page, input))).flat();
}

const reportOf = (parsed: ParsedContacts, written: readonly Written[], input: ImportInput): ImportReport => ({
  dryRun: input.dryRun,
  rows: parsed.total,
  created: written.filter(({ what }) => what === 'created').length,
  updated: written.filter(({ what }) => what === 'updated').length,
  failed: new Set(parsed.errors.map((error) => error.row)).size,
  segmentId: input.segmentId ?? null,
  columns: { ...parsed.columns },
  errors: [...parsed.errors],
  warnings: [...parsed.warnings],
});

async function join(deps: Deps, scope: TenantScope, segment: Segment, written: readonly Written[]): Promise<void> {
  const contactIds = [...new Set(written.map(({ contactId }) => contactId))];
  await deps.segments.addMembers(scope, segment, contactIds);
  await announceMembership(deps, scope, { segmentId: segment.id, contactIds, cause: segment.id });
}

const unknownSegment = () =>
  invalid('Nothing was imported.', [
    fault('query.segmentId', 'unknown_segment', 'There is no such segment. List them with GET /api/segments.'),
  ]);

const dynamicSegment = () =>
  invalid('Nothing was imported.', [
    fault('query.segmentId', 'dynamic_segment', 'Its members are chosen by its rule. Choose a static segment.'),
  ]);

/**
 * Imports a CSV file: new addresses become contacts, known ones are updated, all of them join the segment. A file that cannot be read as a
 * whole is refused and nothing is written; bad rows are reported and left out. Importing a file again changes nothing more.
 */
export const importContacts =
  (deps: Deps) =>
  async (scope: TenantScope, input: ImportInput): Outcome<ImportReport> => {
    const parsed = parseContactsCsv(input.csv, { maxRows: maxImportRows });
    if (!parsed.ok)
      return invalid(
        'Nothing was imported.',
        parsed.error.map((problem) => fault('body', problem.code, problem.message)),
      );
    let segment: Segment | undefined;
    if (input.segmentId) {
      segment = await deps.segments.get(scope, input.segmentId);
      if (!segment) return unknownSegment();
      if (segment.type === 'dynamic') return dynamicSegment();
    }
    const written = await writeAll(deps, scope, parsed.value.rows, input);
    if (segment && !input.dryRun) await join(deps, scope, segment, written);
    return ok(reportOf(parsed.value, written, input));
  };
