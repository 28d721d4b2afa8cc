import { setTimeout as pause } from 'node:timers/promises';

const LIMIT_MS = 20 * 60_000;

/** Asks every `everyMs` until the answer is yes. */
export async function until(what: string, everyMs: number, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + LIMIT_MS;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`${what} did not happen in ${LIMIT_MS / 60_000} minutes`);
    await pause(everyMs);
  }
}
