import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { endOrphan } from './dynamodb/orphan.ts';

const MARKER = 'embedded-cloud';

/** Prepares the directory that holds all state; `fresh` empties it, but never one that something else lives in. */
export async function openDataDirectory(directory: string, fresh: boolean): Promise<string> {
  const path = resolve(directory);
  await endOrphan(join(path, 'dynoxide.pid'));
  if (fresh && existsSync(path)) {
    if (readdirSync(path).length > 0 && !existsSync(join(path, MARKER))) {
      throw new Error(`${path} holds files that are not the embedded cloud's; choose another --data.`);
    }
    rmSync(path, { recursive: true });
  }
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, MARKER), '');
  return path;
}
