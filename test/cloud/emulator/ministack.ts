import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ProcessGroups } from './process-groups.ts';

const region = 'us-east-1';
const startUpMs = 30_000;

/** What an AWS client needs to talk to the emulator, and to nobody else. */
export const clientEnvironment = (url: string): NodeJS.ProcessEnv => ({
  AWS_ENDPOINT_URL: url,
  AWS_ENDPOINT_URL_S3: url,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_EC2_METADATA_DISABLED: 'true',
});

export interface Options {
  readonly command: string;
  readonly port: number;
  /** Everything it writes goes below here. */
  readonly directory: string;
  readonly logFile: string;
  /** Where functions send mail instead of straight to the emulator. */
  readonly sesUrl: string;
}

/** Functions run as child processes of the emulator: they get its environment, and the Node.js on its PATH. */
function environmentOf({ port, directory, sesUrl }: Options): NodeJS.ProcessEnv {
  return {
    HOME: directory,
    PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
    NODE_PATH: resolve('node_modules'),
    BIND_HOST: '127.0.0.1',
    GATEWAY_PORT: String(port),
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    LAMBDA_EXECUTOR: 'local',
    TMPDIR: directory,
    STATE_DIR: join(directory, 'state'),
    S3_DATA_DIR: join(directory, 's3'),
    AWS_ENDPOINT_URL_SESV2: sesUrl,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

const answers = (url: string): Promise<boolean> =>
  fetch(`${url}/_ministack/health`).then(
    (reply) => reply.ok,
    () => false,
  );

/**
 * Starts MiniStack on 127.0.0.1, empty, with Lambda functions as child processes.
 * @returns its address, once it answers.
 */
export async function startMiniStack(groups: ProcessGroups, options: Options): Promise<string> {
  mkdirSync(options.directory, { recursive: true });
  const url = `http://127.0.0.1:${options.port}`;
  const env = environmentOf(options);
  const output = { file: options.logFile };
  const child = groups.start({ program: options.command, args: [], cwd: options.directory, env, output });
  const deadline = performance.now() + startUpMs;
  while (!(await answers(url))) {
    if (child.exitCode !== null) throw new Error(`The emulator ended with ${child.exitCode} while starting`);
    if (performance.now() > deadline) throw new Error(`The emulator did not answer within ${startUpMs / 1000} s`);
    await pause(100);
  }
  return url;
}

/** The HTTP API behind an `ApiUrl` of a deployment, by path: not every resolver knows names below `localhost`. */
export function apiUrlByPath(url: string, apiUrl: string): string {
  const [apiId] = new URL(apiUrl).hostname.split('.');
  return `${url}/_aws/execute-api/${apiId}/$default`;
}
