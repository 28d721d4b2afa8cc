import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { endOrphan, rememberChild } from './orphan.ts';

const PACKAGE = '@dynoxide/linux-x64';
const ATTEMPTS = 3;
const START_LIMIT_MS = 5_000;

interface DynamoServer {
  readonly endpoint: string;
  close(): Promise<void>;
}

/** Starts DynamoDB as a child process on `<directory>/dynamodb.db`, or uses the server `DYNAMODB_ENDPOINT` names. */
export async function startDynamo(directory: string): Promise<DynamoServer> {
  const { DYNAMODB_ENDPOINT } = process.env;
  if (DYNAMODB_ENDPOINT !== undefined) return { endpoint: DYNAMODB_ENDPOINT, close: async () => {} };
  const binary = findBinary();
  const pidFile = join(directory, 'dynoxide.pid');
  const database = join(directory, 'dynamodb.db');
  await endOrphan(pidFile);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const port = await freePort();
    const child = spawn(binary, ['--port', String(port), '--db-path', database], { stdio: 'ignore' });
    if (child.pid !== undefined) rememberChild(pidFile, child.pid, database);
    const endpoint = `http://127.0.0.1:${port}`;
    if (await ready(child, endpoint)) return { endpoint, close: () => stop(child) };
    await stop(child);
  }
  throw new Error(`DynamoDB (${PACKAGE}) does not start on ${database}.`);
}

function findBinary(): string {
  const hint = `Install ${PACKAGE} (Linux on x64), or start DynamoDB Local and set DYNAMODB_ENDPOINT to its address.`;
  try {
    const binary = fileURLToPath(new URL('dynoxide', import.meta.resolve(`${PACKAGE}/package.json`)));
    if (existsSync(binary)) return binary;
  } catch (cause) {
    throw new Error(`DynamoDB's program is missing. ${hint}`, { cause });
  }
  throw new Error(`DynamoDB's program is missing. ${hint}`);
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('No free port on 127.0.0.1.');
  return address.port;
}

/** False when the process ended before it answered, for example because another one took the port. */
async function ready(child: ChildProcess, endpoint: string): Promise<boolean> {
  child.on('error', () => {});
  const deadline = performance.now() + START_LIMIT_MS;
  while (child.exitCode === null && child.pid !== undefined && performance.now() < deadline) {
    if (await answers(endpoint)) return child.exitCode === null;
    await pause(4);
  }
  return false;
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    await (await fetch(endpoint, { method: 'POST', body: '{}' })).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}
