import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import type { ProcessGroups } from './process-groups.ts';

export interface Options {
  /** The cloud assembly. */
  readonly assembly: string;
  /** Outputs and logs are written here; it must hold no cdk.json, whose build step would run again. */
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly logFile: string;
}

const cdkCommand = resolve('node_modules/aws-cdk/bin/cdk');
const quiet = { CI: 'true', CDK_DISABLE_VERSION_CHECK: 'true', CDK_DISABLE_CLI_TELEMETRY: 'true', NO_COLOR: '1' };

const Outputs = z.object({ PenguinMails: z.object({ ApiUrl: z.url(), CreateTenantFunction: z.string() }) });
export type Outputs = z.infer<typeof Outputs>['PenguinMails'];

const cdk = (groups: ProcessGroups, options: Options, args: readonly string[]): Promise<void> =>
  groups.run({
    program: process.execPath,
    args: [cdkCommand, '--app', options.assembly, '--no-notices', ...args],
    cwd: options.directory,
    env: { PATH: process.env['PATH'], HOME: options.directory, ...quiet, ...options.environment },
    output: { file: options.logFile },
  });

/** `cdk bootstrap` of the account. */
export const bootstrap = (groups: ProcessGroups, options: Options): Promise<void> =>
  cdk(groups, options, ['bootstrap', `aws://000000000000/${options.environment['AWS_REGION']}`]);

/** `cdk deploy` of every stack of the assembly. */
export async function deploy(groups: ProcessGroups, options: Options): Promise<Outputs> {
  const outputsFile = join(options.directory, 'outputs.json');
  await cdk(groups, options, [
    'deploy',
    '--all',
    ...['--require-approval', 'never'],
    ...['--progress', 'events'],
    '--asset-parallelism=false',
    ...['--outputs-file', outputsFile],
  ]);
  return Outputs.parse(JSON.parse(readFileSync(outputsFile, 'utf8'))).PenguinMails;
}
