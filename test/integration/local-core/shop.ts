/** Runs the shop of `cdk.out` in a process of its own until it is told to stop: something to kill. */
import { startCloud } from '../../../local/cloud.ts';
import { parseCommandLine } from '../../../local/command-line.ts';

try {
  const { port, data: dataDir, fresh, clock } = parseCommandLine(process.argv.slice(2));
  const cloud = await startCloud({ assemblyDir: 'cdk.out', dataDir, port, clock, fresh });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void cloud.close().then(() => process.exit(0)));
  }
  process.stdout.write(`${cloud.url}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
