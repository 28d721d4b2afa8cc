import type { ImportJob } from '../../contracts/transfer-job.ts';
import { EmailSet } from '../../domain/import/email-set.ts';
import type { PageOfRecords } from '../../domain/import/page-records.ts';
import { rowReader } from '../../domain/import/read-row.ts';
import { type SortedPage, sortPage } from '../../domain/import/sort-page.ts';
import type { Files } from '../ports/files.ts';
import type { TenantScope } from '../scope.ts';
import { recordPages } from './record-pages.ts';
import { fileKeys, uploadedFile } from './transfer-files.ts';

export interface ImportPage extends SortedPage {
  readonly next: PageOfRecords['next'];
}

/**
 * The pages of a started import from where it is. The addresses of the pages before are read again: which rows are duplicates must not
 * depend on where a run began.
 */
export async function* importPages(
  files: Pick<Files, 'read'>,
  scope: TenantScope,
  { file, bytes, position, ...job }: ImportJob,
): AsyncGenerator<ImportPage> {
  if (!file) throw new Error(`The import ${job.id} has not been started`);
  const source = uploadedFile(files, fileKeys.upload(scope, job), { size: bytes ?? 0, etag: file.etag });
  const read = rowReader(file.columns);
  const seen = new EmailSet();
  for await (const page of recordPages(source, file.layout, file.rows)) {
    const sorted = sortPage(page, read, seen);
    if (page.next.offset > position.offset) yield { ...sorted, next: page.next };
  }
}
