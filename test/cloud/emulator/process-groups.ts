import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Where its output goes: a file to append to, or the terminal. */
  readonly output: { readonly file: string } | 'terminal';
}

/** Child processes that lead groups of their own, so that whatever they start can be ended with them. */
export class ProcessGroups {
  readonly #live = new Set<ChildProcess>();

  /** Starts a command. Its group lives until it ends by itself or {@link killAll} is called. */
  start({ program, args, cwd, env, output }: Command): ChildProcess {
    const stdio = output === 'terminal' ? 'inherit' : 'pipe';
    const child = spawn(program, args, { cwd, env, detached: true, stdio: ['ignore', stdio, stdio] });
    if (output !== 'terminal') {
      const log = createWriteStream(output.file, { flags: 'a' });
      child.stdout?.pipe(log, { end: false });
      child.stderr?.pipe(log, { end: false });
      child.once('close', () => log.end());
    }
    this.#live.add(child);
    return child;
  }

  /** Runs a command to its end. Rejects when it fails. */
  async run(command: Command): Promise<void> {
    const child = this.start(command);
    const code = await new Promise<number | string>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (exitCode, signal) => resolve(exitCode ?? signal ?? 'an unknown signal'));
    });
    this.#live.delete(child);
    if (code !== 0) throw new Error(`${command.program} ${command.args.join(' ')} ended with ${code}`);
  }

  /** Ends every group at once; synchronous, so that it works in an exit handler. */
  killAll(): void {
    for (const { pid } of this.#live) if (pid !== undefined) killGroup(pid);
    this.#live.clear();
  }
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    const gone = error instanceof Error && 'code' in error && error.code === 'ESRCH';
    if (!gone) throw error;
  }
}
