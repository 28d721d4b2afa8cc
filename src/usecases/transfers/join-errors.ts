import type { ImportJob } from '../../contracts/transfer-job.ts';
import { errorHeader } from '../../domain/import/error-lines.ts';
import type { Files } from '../ports/files.ts';
import type { TenantScope } from '../scope.ts';
import { fileKeys, partSize } from './transfer-files.ts';

type Uploads = Pick<Files, 'readText' | 'beginUpload' | 'uploadPart' | 'completeUpload'>;

/** Makes one file of the parts that the pages of an import left; never more than one part of the upload is held. */
export async function joinErrors(files: Uploads, scope: TenantScope, job: ImportJob): Promise<void> {
  const key = fileKeys.errors(scope, job);
  const uploadId = await files.beginUpload(key);
  const etags: string[] = [];
  const send = async (text: string): Promise<void> => {
    etags.push(await files.uploadPart(key, uploadId, etags.length + 1, text));
  };
  let text = errorHeader((job.file?.columns ?? []).map(({ header }) => header));
  for (let part = 0; part < job.errorParts; part++) {
    text += await files.readText(fileKeys.errorPart(scope, job, part));
    if (Buffer.byteLength(text) < partSize) continue;
    await send(text);
    text = '';
  }
  if (text !== '' || etags.length === 0) await send(text);
  await files.completeUpload(key, uploadId, etags);
}
