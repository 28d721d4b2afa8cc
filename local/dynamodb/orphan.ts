import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';

const Remembered = z.object({ pid: z.number().int(), parent: z.number().int(), database: z.string() });
const PATIENCE_MS = 2_000;

/** Remembers a child process in `file`, so that the next start can end it should its parent die first. */
export function rememberChild(file: string, pid: number, database: string): void {
  writeFileSync(file, JSON.stringify({ pid, parent: process.pid, database }));
}

/** Ends the child a killed parent left behind; refuses when its parent still lives. */
export async function endOrphan(file: string): Promise<void> {
  const child = remembered(file);
  if (child && isOurs(child)) {
    if (parentOf(child.pid) === child.parent) {
      throw new Error(
        `The data of ${child.database} is in use by process ${child.parent}; stop it or choose another --data.`,
      );
    }
    await end(child.pid);
  }
  rmSync(file, { force: true });
}

type Remembered = z.infer<typeof Remembered>;

function remembered(file: string): Remembered | undefined {
  try {
    return Remembered.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** A process id is used again sooner or later: the command line tells whether it is still the same program. */
function isOurs({ pid, database }: Remembered): boolean {
  const command = proc(pid, 'cmdline');
  return command.includes('dynoxide') && command.includes(database);
}

function parentOf(pid: number): number | undefined {
  const parent = /^PPid:\s*(\d+)$/m.exec(proc(pid, 'status'))?.[1];
  return parent === undefined ? undefined : Number(parent);
}

function proc(pid: number, entry: string): string {
  try {
    return readFileSync(`/proc/${pid}/${entry}`, 'utf8');
  } catch {
    return '';
  }
}

/** The database survives this, and a polite request waits for connections that no longer have another end. */
async function end(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL');
  const deadline = performance.now() + PATIENCE_MS;
  while (proc(pid, 'cmdline') !== '' && performance.now() < deadline) await pause(5);
}
