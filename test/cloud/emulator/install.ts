import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ProcessGroups } from './process-groups.ts';

const requirements = 'test/cloud/requirements.txt';
const virtualEnvironment = resolve('.local/ministack');

/** Whether this machine has a Python that can make virtual environments (Debian keeps that in `python3-venv`). */
export const hasPython = (): boolean => spawnSync('python3', ['-c', 'import venv, ensurepip']).status === 0;

/**
 * Makes sure that MiniStack is installed as pinned, in a virtual environment that later runs use again.
 * @returns the path of its command.
 */
export async function installMiniStack(groups: ProcessGroups, say: (line: string) => void): Promise<string> {
  const command = join(virtualEnvironment, 'bin/ministack');
  const installed = join(virtualEnvironment, 'installed.txt');
  const wanted = readFileSync(requirements, 'utf8');
  if (existsSync(command) && existsSync(installed) && readFileSync(installed, 'utf8') === wanted) return command;

  say(`installs MiniStack into ${virtualEnvironment}`);
  const common = { cwd: process.cwd(), env: process.env, output: 'terminal' } as const;
  await groups.run({ ...common, program: 'python3', args: ['-m', 'venv', '--clear', virtualEnvironment] });
  await groups.run({
    ...common,
    program: join(virtualEnvironment, 'bin/pip'),
    args: ['install', '--quiet', '--disable-pip-version-check', '--requirement', requirements],
  });
  writeFileSync(installed, wanted);
  return command;
}
