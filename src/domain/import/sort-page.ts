import type { ParsedContact } from './cells.ts';
import type { EmailSet } from './email-set.ts';
import type { BadRow } from './error-lines.ts';
import type { PageOfRecords } from './page-records.ts';
import type { CsvRecord } from './read-records.ts';
import type { rowReader } from './read-row.ts';

/** What a file wants of one address, by its last row on the page. */
export interface WantedContact {
  readonly row: ParsedContact;
  /** An earlier page has the address, too. */
  readonly again: boolean;
}

export interface SortedPage {
  readonly wanted: readonly WantedContact[];
  /** Rows whose address an earlier row of the file has. */
  readonly duplicates: number;
  readonly bad: readonly BadRow[];
  readonly rows: number;
}

/** A row of which nobody can say what its bytes mean. */
export const unreadableRow = (record: CsvRecord): BadRow => {
  const message = 'The row holds bytes that are no text in the encoding of the file. Save the whole file as UTF-8.';
  return { record, errors: [{ row: record.line, column: null, code: 'mixed_encodings', message }] };
};

/** Tells good rows from bad ones, and puts the addresses of the page to those `seen` before it. Of rows with the same address the last counts. */
export function sortPage(
  page: Pick<PageOfRecords, 'records' | 'unreadable'>,
  read: ReturnType<typeof rowReader>,
  seen: EmailSet,
): SortedPage {
  const wanted = new Map<string, WantedContact>();
  const bad: BadRow[] = page.unreadable.map(unreadableRow);
  let duplicates = 0;
  for (const record of page.records) {
    const parsed = read(record);
    if (!parsed.ok) {
      bad.push({ record, errors: parsed.error });
      continue;
    }
    const { contact: row } = parsed.value;
    const again = wanted.get(row.email)?.again ?? seen.has(row.email);
    if (again || wanted.has(row.email)) duplicates++;
    wanted.set(row.email, { row, again });
  }
  for (const email of wanted.keys()) seen.add(email);
  bad.sort((one, other) => one.record.line - other.record.line);
  return { wanted: [...wanted.values()], duplicates, bad, rows: page.records.length + page.unreadable.length };
}
