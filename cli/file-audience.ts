import type * as z from 'zod';
import { Contact } from '../src/contracts/contact.ts';
import { pageOf } from '../src/contracts/primitives.ts';
import { newSettings, Settings } from '../src/contracts/resources.ts';
import type { Rule } from '../src/contracts/rule.ts';
import { SegmentView } from '../src/contracts/segment.ts';
import { parseContactsCsv } from '../src/domain/import/parse-contacts-csv.ts';
import { compileRule } from '../src/domain/rules/compile.ts';
import { segmentsIn } from '../src/domain/rules/segments-in.ts';
import { contactOfRow } from '../src/usecases/contacts/save-contact.ts';
import type { ApiClient } from './api-client.ts';
import { UsageError } from './io.ts';
import { findNamed, segmentsOf } from './server/names.ts';
import type { FileAudience } from './simulate-file.ts';

const elsewhereUnknown =
  'Other campaigns and the suppression list are not looked at: apply the file and simulate it by its name.';

/** Those of some contacts whom a rule means. They stand for the members of every segment that it asks about, and have done nothing yet. */
function chosenBy(rule: Rule | undefined, contacts: readonly Contact[], now: string): readonly Contact[] {
  if (!rule) return contacts;
  const holds = compileRule(rule);
  const segments = segmentsIn(rule).map(({ segment }) => segment);
  return contacts.filter((contact) =>
    holds({ contact: { ...contact, segments }, messages: [], previousSendId: null, stickyKey: contact.id, now }),
  );
}

/**
 * The contacts of a CSV file, as an import would make them; with a rule those whom it means. Throws UsageError when the file cannot be read.
 */
export function audienceOfCsv(csv: string, name: string, now: string, rule?: Rule): FileAudience {
  const parsed = parseContactsCsv(csv);
  if (!parsed.ok) throw new UsageError(`${name}: ${parsed.error.map(({ message }) => message).join(' ')}`);
  const { rows, errors } = parsed.value;
  const contacts = rows.map(({ row, contact }) => contactOfRow(`csv_${row}`, contact, 'import', now));
  const bad = new Set(errors.map(({ row }) => row)).size;
  const chosen = chosenBy(rule, contacts, now);
  const others = contacts.length - chosen.length;
  return {
    pages: [chosen],
    members: undefined,
    settings: newSettings({ organization: '', postalAddress: '', timezone: 'UTC' }, 0),
    warnings: [
      ...(bad > 0 ? [`${bad} rows of ${name} cannot be imported and are left out.`] : []),
      ...(others > 0 ? [`${others} contacts of ${name} do not satisfy the rule of the audience.`] : []),
    ],
  };
}

async function* membersOf(api: ApiClient, segmentId: string, limit: number): AsyncGenerator<readonly Contact[]> {
  const Page = pageOf(Contact);
  let cursor: string | null = '';
  for (let read = 0; cursor !== null && read < limit; ) {
    const from: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: z.output<typeof Page> = await api.get(`/api/segments/${segmentId}/members?limit=100${from}`, Page);
    const items = page.items.slice(0, limit - read);
    read += items.length;
    cursor = page.nextCursor;
    yield items;
  }
}

/** The first members of the segment that a file names. */
export async function audienceOnServer(api: ApiClient, segment: string, limit: number): Promise<FileAudience> {
  const found = findNamed(await segmentsOf(api), segment);
  if (!('id' in found))
    throw new UsageError(`There is no one segment "${segment}": give contacts with --contacts FILE.`);
  const [{ memberCount }, settings] = await Promise.all([
    api.get(`/api/segments/${found.id}`, SegmentView),
    api.get('/api/settings', Settings),
  ]);
  const warnings = memberCount > limit ? [`Only the first ${limit} members of the segment were read.`] : [];
  return {
    pages: membersOf(api, found.id, limit),
    members: memberCount,
    settings,
    warnings: [...warnings, elsewhereUnknown],
  };
}
