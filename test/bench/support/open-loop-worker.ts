import { setTimeout as pause } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { Answer, Load, RequestKind } from './open-loop.ts';

const load: Load = workerData;

async function ask(kind: RequestKind, n: number, due: number): Promise<Answer> {
  const headers: Record<string, string> = { authorization: `Bearer ${load.apiKey}` };
  if (kind.method === 'POST') {
    headers['content-type'] = 'application/json';
    headers['idempotency-key'] = crypto.randomUUID();
  }
  const body = kind.body?.replaceAll('{n}', String(n));
  const reply = await fetch(kind.url, { method: kind.method, headers, ...(body === undefined ? {} : { body }) });
  await reply.arrayBuffer();
  return { kind: kind.name, status: reply.status, ms: performance.now() - due };
}

async function run(): Promise<readonly Answer[]> {
  const began = performance.now();
  const asked: Promise<Answer>[] = [];
  for (let n = 0; n < load.perSecond * load.seconds; n++) {
    const due = began + (n * 1000) / load.perSecond;
    const early = due - performance.now();
    if (early > 0) await pause(early);
    const kind = load.kinds[n % load.kinds.length];
    if (kind) asked.push(ask(kind, n, due));
  }
  return Promise.all(asked);
}

parentPort?.postMessage(await run());
