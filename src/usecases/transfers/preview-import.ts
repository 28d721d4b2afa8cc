import type { Problem } from '../../contracts/problem.ts';
import type { ImportPreview } from '../../contracts/transfer.ts';
import { targetOf } from '../../domain/import/columns.ts';
import type { PageOfRecords } from '../../domain/import/page-records.ts';
import { rowReader } from '../../domain/import/read-row.ts';
import { unreadableRow } from '../../domain/import/sort-page.ts';
import { ok, type Result } from '../../domain/result.ts';
import type { Files } from '../ports/files.ts';
import type { ImportStore } from '../ports/transfer-store.ts';
import { fault, invalid, notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';
import { openUpload, type Upload } from './open-upload.ts';
import { pageSizes, recordPages, UnreadableFile } from './record-pages.ts';
import { fileKeys, uploadedFile } from './transfer-files.ts';

export interface Deps {
  readonly imports: Pick<ImportStore, 'get'>;
  readonly files: Pick<Files, 'state' | 'read'>;
}

type PreviewRow = ImportPreview['rows'][number];

const shownRows = 20;

/** The rows of a page in the order of the file: as contacts, or with their faults. */
function rowsOf({ records, unreadable }: PageOfRecords, read: ReturnType<typeof rowReader>): readonly PreviewRow[] {
  const bad = unreadable.map((record) => ({ record, errors: unreadableRow(record).errors }));
  const shown = [
    ...bad.map(({ record, errors }) => ({ line: record.line, contact: null, faults: [...errors] })),
    ...records.map((record) => {
      const parsed = read(record);
      return parsed.ok
        ? { line: record.line, contact: { ...parsed.value.contact }, faults: [] }
        : { line: record.line, contact: null, faults: [...parsed.error] };
    }),
  ];
  return shown.toSorted((one, other) => one.line - other.line);
}

async function firstRows(
  files: Pick<Files, 'read'>,
  key: string,
  upload: Upload,
): Promise<Result<readonly PreviewRow[], Problem>> {
  const { open, ...state } = upload;
  const sizes = { ...pageSizes, rows: shownRows };
  try {
    const pages = recordPages(uploadedFile(files, key, state), open.layout, open.rows, sizes);
    const { value: page } = await pages.next();
    return ok(page ? rowsOf(page, rowReader(open.columns)) : []);
  } catch (cause) {
    if (!(cause instanceof UnreadableFile)) throw cause;
    return invalid('The file cannot be read.', [fault('file', cause.problem.code, cause.problem.message)]);
  }
}

/** How the uploaded file would be read: encoding, separator, columns and the first rows. Nothing is changed. */
export const previewImport =
  ({ imports, files }: Deps) =>
  async (scope: TenantScope, id: string): Outcome<ImportPreview> => {
    const job = await imports.get(scope, id);
    if (!job) return notFound('import');
    const upload = await openUpload(files, scope, job);
    if (!upload.ok) return upload;
    const rows = await firstRows(files, fileKeys.upload(scope, job), upload.value);
    if (!rows.ok) return rows;
    const { open, size: bytes } = upload.value;
    const columns = open.columns.map((column) => ({ header: column.header, fills: targetOf(column) ?? null }));
    return ok({ ...open.layout, bytes, columns, rows: [...rows.value] });
  };
