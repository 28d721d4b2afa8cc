import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import * as z from 'zod';

const Stored = z.object({ offsetMs: z.number().int() });

/** The distance of cloud time from real time, shared with worker threads and kept in a file. */
export interface Offset {
  /** Eight bytes: the offset in milliseconds as a signed 64 bit integer. */
  readonly shared: SharedArrayBuffer;
  get(): number;
  set(offsetMs: number): void;
}

export function openOffset(file: string | undefined): Offset {
  const shared = new SharedArrayBuffer(8);
  const cell = new BigInt64Array(shared);
  Atomics.store(cell, 0, BigInt(file === undefined ? 0 : stored(file)));
  return {
    shared,
    get: () => Number(Atomics.load(cell, 0)),
    set: (offsetMs) => {
      // On disk before anyone sees it: after a crash, time must not run backwards.
      if (file !== undefined) save(file, offsetMs);
      Atomics.store(cell, 0, BigInt(offsetMs));
    },
  };
}

function stored(file: string): number {
  try {
    return Stored.parse(JSON.parse(readFileSync(file, 'utf8'))).offsetMs;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0;
    throw new Error(`${file} does not hold the clock's offset; remove it to start at real time`, { cause: error });
  }
}

function save(file: string, offsetMs: number): void {
  writeFileSync(`${file}.new`, JSON.stringify({ offsetMs }));
  renameSync(`${file}.new`, file);
}
