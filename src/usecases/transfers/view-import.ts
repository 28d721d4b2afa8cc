import type { ImportView } from '../../contracts/transfer.ts';
import type { ImportJob } from '../../contracts/transfer-job.ts';

function rowsPerSecond({ rows, startedAt, finishedAt }: ImportJob, now: string): number | null {
  if (startedAt === null) return null;
  const seconds = (Date.parse(finishedAt ?? now) - Date.parse(startedAt)) / 1_000;
  return seconds > 0 ? Math.round((rows / seconds) * 10) / 10 : null;
}

/** An import as its owner sees it. */
export const viewOf = (job: ImportJob, now: string): ImportView => ({
  ...job,
  bytesRead: job.position.offset,
  rowsPerSecond: rowsPerSecond(job, now),
});
