import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { type Cloud, type CloudOptions, startCloud } from '../../../local/cloud.ts';

const assemblyDir = join(import.meta.dirname, 'assembly');

export const aDataDirectory = () => mkdtempSync(join(tmpdir(), 'cloud-'));

const open = new Set<Cloud>();

/** A cloud with the shop of `assembly/`, closed after the tests of the file. */
export async function aCloud(options: Partial<CloudOptions> = {}): Promise<Cloud> {
  const defaults = { assemblyDir, dataDir: aDataDirectory(), port: 0, clock: 'real', fresh: false } as const;
  const cloud = await startCloud({ ...defaults, ...options });
  open.add(cloud);
  return cloud;
}

export async function stop(cloud: Cloud): Promise<void> {
  open.delete(cloud);
  await cloud.close();
}

afterAll(async () => {
  await Promise.all([...open].map(stop));
});

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Calls the public port; a body that is JSON comes back parsed. */
export async function call(cloud: Cloud, request: string, init: RequestInit = {}): Promise<Answer> {
  const [method = 'GET', path = '/'] = request.split(' ');
  const response = await fetch(cloud.url + path, { method, ...init });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export const order = (job: object): RequestInit => ({
  body: JSON.stringify(job),
  headers: { 'content-type': 'application/json' },
});

/** What SDK clients need to reach a cloud from outside. */
export const clientOf = ({ gatewayUrl }: Cloud) => ({
  endpoint: gatewayUrl,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

/** Waits until `condition` holds, looking every few milliseconds. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 5));
}

interface SdkCall {
  readonly service: 'dynamodb' | 'sqs';
  readonly operation: string;
  readonly input?: object;
  /** What the clerk prints. */
  readonly say?: string;
}

interface SdkAnswer {
  readonly output?: Record<string, unknown>;
  /** Name of the SDK's error. */
  readonly error?: string;
  readonly message?: string;
  readonly status?: number;
}

/** Lets the shop's clerk make one SDK call with its own rights, without retries. Its inputs name table and queue by themselves. */
export const ask = async (cloud: Cloud, request: SdkCall): Promise<SdkAnswer> =>
  (await cloud.invoke('ClerkFunction', request)) as SdkAnswer;
