import type { ExportJob, ImportJob } from '../../contracts/transfer-job.ts';
import { later } from '../../domain/later.ts';
import type { Clock } from '../ports/effects.ts';
import type { Files } from '../ports/files.ts';
import type { TenantScope } from '../scope.ts';
import type { RangedFile } from './record-pages.ts';

type Of = Pick<ImportJob, 'id'>;

/** Where the files of a transfer lie. */
export const fileKeys = {
  upload: ({ tenantId }: TenantScope, { id }: Of): string => `imports/${tenantId}/${id}/file.csv`,
  errorPart: ({ tenantId }: TenantScope, { id }: Of, part: number): string =>
    `imports/${tenantId}/${id}/errors/${part}.csv`,
  errors: ({ tenantId }: TenantScope, { id }: Of): string => `imports/${tenantId}/${id}/errors.csv`,
  exported: ({ tenantId }: TenantScope, { id, format }: Pick<ExportJob, 'id' | 'format'>): string =>
    `exports/${tenantId}/${id}.${format}`,
} as const;

/** S3 takes no smaller part of a file, the last one aside. */
export const partSize = 5 * 1024 * 1024;

const uploadSeconds = 60 * 60;
const downloadSeconds = 15 * 60;

interface LinkDeps<M extends keyof Files> {
  readonly files: Pick<Files, M>;
  readonly clock: Clock;
}

/** An address by which somebody without a key reaches one file for a while. */
export interface Link {
  readonly url: string;
  readonly expiresAt: string;
}

export async function uploadLink({ files, clock }: LinkDeps<'uploadUrl'>, key: string): Promise<Link> {
  const expiresAt = later(clock.now(), uploadSeconds * 1_000);
  return { url: await files.uploadUrl(key, uploadSeconds), expiresAt };
}

/** `name` is what the file is saved as. */
export async function downloadLink(
  { files, clock }: LinkDeps<'downloadUrl'>,
  key: string,
  name: string,
): Promise<Link> {
  const expiresAt = later(clock.now(), downloadSeconds * 1_000);
  return { url: await files.downloadUrl(key, downloadSeconds, name), expiresAt };
}

/** The uploaded file as one version of it. */
export const uploadedFile = (
  files: Pick<Files, 'read'>,
  key: string,
  { size, etag }: { readonly size: number; readonly etag: string },
): RangedFile => ({ size, read: (from, to) => files.read(key, from, to, etag) });

/** How long one run goes on before it hands over, in milliseconds: well within the 120 seconds of its function. */
export const runMs = 80_000;
/** Deliveries after which a message of the queue becomes a dead letter. */
export const lastDelivery = 5;
