import type { EventFiles } from '../src/usecases/ports/event-files.ts';
import { env } from './env.ts';

/** Loaded when first used: hardly any message cannot be read. */
export const quarantineOnDemand: Pick<EventFiles, 'quarantine'> = {
  quarantine: async (key, text) => {
    const { s3EventFiles } = await import('../src/adapters/s3/event-files.ts');
    await s3EventFiles(env('BUCKET_NAME')).quarantine(key, text);
  },
};
