import { s3Files } from '../src/adapters/s3/files.ts';
import { env } from './env.ts';
import { once } from './once.ts';

/** The part of the composition root that reads and writes large files: apart, so that only its users carry the client. */
export const files = /* @__PURE__ */ once(() => s3Files(env('BUCKET_NAME')));
