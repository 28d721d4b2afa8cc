import type { Problem } from '../../contracts/problem.ts';
import { maxImportBytes } from '../../contracts/transfer.ts';
import type { ImportJob } from '../../contracts/transfer-job.ts';
import { type OpenFile, openFile } from '../../domain/import/open-file.ts';
import { ok, type Result } from '../../domain/result.ts';
import type { Files } from '../ports/files.ts';
import { conflict, fault, invalid } from '../problems.ts';
import type { TenantScope } from '../scope.ts';
import { pageSizes } from './record-pages.ts';
import { fileKeys } from './transfer-files.ts';

export interface Upload {
  readonly size: number;
  readonly etag: string;
  readonly open: OpenFile;
}

/** The uploaded file of an import with its header read; every fault of the header at once. */
export async function openUpload(
  files: Pick<Files, 'state' | 'read'>,
  scope: TenantScope,
  job: ImportJob,
): Promise<Result<Upload, Problem>> {
  const key = fileKeys.upload(scope, job);
  const state = await files.state(key);
  if (!state) return conflict('There is no file yet. PUT it to the upload URL of the import first.');
  const { size, etag } = state;
  if (size > maxImportBytes)
    return invalid('Nothing was imported.', [fault('file', 'too_large', 'The file is larger than 500 MB. Split it.')]);
  const head = await files.read(key, 0, Math.min(size, pageSizes.range), etag);
  const open = openFile(head, size, job.asked);
  if (open.ok) return ok({ size, etag, open: open.value });
  return invalid(
    'Nothing was imported. Upload a mended file to the same URL, or begin another import.',
    open.error.map(({ code, line, message }) => ({ ...fault('file', code, message), ...(line ? { line } : {}) })),
  );
}
