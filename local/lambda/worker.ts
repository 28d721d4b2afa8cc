/** Runs inside a worker thread: loads one Lambda handler and answers one invocation at a time. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { getHeapStatistics } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import type { Failure, InvokeMessage, WorkerReply, WorkerSetup } from './protocol.ts';
import type { RunCost } from './usage.ts';
import { installVirtualDate } from './virtual-date.ts';

const setup: WorkerSetup = workerData;
const reply = (message: WorkerReply): void => parentPort?.postMessage(message);

installVirtualDate(setup.clockOffset);
try {
  const handler = await loadHandler();
  parentPort?.on('message', async (message: InvokeMessage) => reply(await run(handler, message)));
  reply({ kind: 'ready' });
} catch (error) {
  const failure = failureOf(error);
  console.error(failure.trace);
  reply({ kind: 'unloadable', failure });
}

type Handler = (event: unknown, context: unknown) => unknown;

async function loadHandler(): Promise<Handler> {
  const dot = setup.handler.lastIndexOf('.');
  const base = join(setup.codeDirectory, setup.handler.slice(0, dot));
  const file = ['.mjs', '.js', '.cjs'].map((extension) => base + extension).find((path) => existsSync(path));
  if (file === undefined)
    throw new Error(`Cannot find module '${setup.handler.slice(0, dot)}' in ${setup.codeDirectory}`);
  const exports = await import(pathToFileURL(file).href);
  const handler = exports[setup.handler.slice(dot + 1)] ?? exports.default?.[setup.handler.slice(dot + 1)];
  if (typeof handler !== 'function') throw new Error(`${setup.handler} is undefined or not exported`);
  return handler;
}

async function run(handler: Handler, { requestId, payload, timeoutMs }: InvokeMessage): Promise<WorkerReply> {
  const before = process.threadCpuUsage();
  try {
    const result = await handler(JSON.parse(payload), contextOf(requestId, performance.now() + timeoutMs));
    return { kind: 'result', json: JSON.stringify(result) ?? 'null', cost: costSince(before) };
  } catch (error) {
    const failure = failureOf(error);
    console.error(failure.trace);
    return { kind: 'failed', failure, cost: costSince(before) };
  }
}

function costSince(before: NodeJS.CpuUsage): RunCost {
  const { user, system } = process.threadCpuUsage(before);
  const { total_heap_size, external_memory } = getHeapStatistics();
  return { cpuMs: (user + system) / 1000, heapBytes: total_heap_size + external_memory };
}

function contextOf(awsRequestId: string, deadline: number) {
  return {
    awsRequestId,
    functionName: setup.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: setup.functionArn,
    memoryLimitInMB: String(setup.memoryMb),
    logGroupName: `/aws/lambda/${setup.functionName}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, Math.round(deadline - performance.now())),
  };
}

function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: String(error) };
  return { errorType: error.name, errorMessage: error.message, trace: error.stack ?? String(error) };
}
