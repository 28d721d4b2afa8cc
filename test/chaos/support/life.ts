import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

const Ready = z.object({
  url: z.string(),
  gatewayUrl: z.string(),
  apiKey: z.string(),
  tenantId: z.string(),
  tableName: z.string(),
});
type Ready = z.infer<typeof Ready>;

export interface Death {
  /** SDK calls until then. */
  readonly calls: number;
  /** Whether the last of them is executed. */
  readonly executed: boolean;
}

/** One life of a cloud in a process of its own. */
export interface Life {
  /** Undefined when it died before it was ready. */
  readonly ready: Promise<Ready | undefined>;
  /** Resolves with the signal that ended it. */
  readonly over: Promise<NodeJS.Signals | null>;
  readonly isOver: () => boolean;
  die(at: Death): void;
  end(): Promise<void>;
}

interface Place {
  readonly dataDir: string;
  readonly assemblyDir: string;
  readonly clock: 'real' | 'skip';
}

/** Starts a cloud on a data directory; it shares nothing with this process but messages. */
export function begin({ dataDir, assemblyDir, clock }: Place, death?: Death): Life {
  const file = fileURLToPath(new URL('../cloud-process.ts', import.meta.url));
  const errors = openSync(join(dataDir, 'errors.log'), 'a');
  const child = spawn(process.execPath, [file, dataDir, assemblyDir, clock], {
    stdio: ['ignore', errors, errors, 'ipc'],
  });
  closeSync(errors);
  const over = once(child, 'exit').then(([, signal]) => signal as NodeJS.Signals | null);
  const ready = Promise.race([
    once(child, 'message').then(([message]) => Ready.parse(message)),
    over.then(() => undefined),
  ]);
  if (death) child.send(death);
  return {
    ready,
    over,
    isOver: () => child.exitCode !== null || child.signalCode !== null,
    die: (at) => void child.send(at),
    end: () => end(child, over),
  };
}

/** The database of a killed process is ended by the next start; here both end in order. */
async function end(child: ChildProcess, over: Promise<unknown>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
  await over;
}
