import { s3EventFiles } from '../../src/adapters/s3/event-files.ts';
import { archiveEvents } from '../../src/usecases/tracking/archive-events.ts';
import { clock } from '../deps.ts';
import { env } from '../env.ts';
import { once } from '../once.ts';
import { batchHandler } from '../queue.ts';

const archive = once(() => archiveEvents({ files: s3EventFiles(env('BUCKET_NAME')), clock }));

/** Keeps every event of SES as it came. */
export const handler = batchHandler(async (messages) => {
  await archive()(messages);
  return [];
});
