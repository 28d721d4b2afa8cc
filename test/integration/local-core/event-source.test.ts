import { afterEach, describe, expect, it } from 'vitest';
import { resolveAssembly } from '../../../local/assembly/load-assembly.ts';
import { type ClockMode, VirtualClock } from '../../../local/clock/virtual-clock.ts';
import { type Broker, openBroker } from '../../../local/queues/broker.ts';
import { EventSource } from '../../../local/queues/event-source.ts';
import { eventSourceSpec } from '../../../local/queues/event-source-spec.ts';
import { provision } from '../../../local/queues/provision.ts';
import { aDataDirectory, until } from './support.ts';

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

interface Records {
  readonly Records: readonly { readonly messageId: string; readonly body: string; readonly eventSourceARN: string }[];
}

/** A queue `Jobs` whose mapping calls `handler`. */
async function aQueue(
  handler: (event: Records) => Promise<unknown>,
  {
    queue = {},
    mapping = {},
    mode = 'real',
  }: { queue?: Record<string, unknown>; mapping?: Record<string, unknown>; mode?: ClockMode } = {},
) {
  const Resources = {
    Jobs: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 1, ...queue } },
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { EventSourceArn: { 'Fn::GetAtt': ['Jobs', 'Arn'] }, FunctionName: 'work', ...mapping },
    },
  };
  const template = { Parameters: {}, Mappings: {}, Conditions: {}, Outputs: {}, Resources };
  const stacks = [{ name: 'shop', parameters: {}, template }];
  const assembly = resolveAssembly({ stacks, assets: new Map() }, { publicUrl: 'http://p', gatewayUrl: 'http://g' });

  const broker = await openBroker(aDataDirectory());
  opened.push(() => broker.close());
  provision(broker, assembly);
  const clock = new VirtualClock({ mode });
  const spec = eventSourceSpec(assembly.ofType('AWS::Lambda::EventSourceMapping')[0]!, 2)!;
  const invoke = (_: string, event: unknown) => handler(event as Records);
  const source = new EventSource(spec, { broker, clock, invoke, skipping: () => mode === 'skip' });
  clock.addProbe(() => source.drained);
  opened.push(() => source.close());
  return { broker, clock, source, send: (body: string, group?: string) => enqueue(broker, source, body, group) };
}

function enqueue(broker: Broker, { queue }: EventSource, body: string, group?: string): void {
  queue.enqueue(broker.createMessage(body, {}, 0, group));
}

const bodies = ({ Records }: Records) => Records.map(({ body }) => body);

describe('an event source mapping', () => {
  it('fills a batch beyond ten messages when it has a batching window', async () => {
    const batches: string[][] = [];
    const { source, send } = await aQueue(async (event) => batches.push(bodies(event)), {
      mapping: { BatchSize: 25, MaximumBatchingWindowInSeconds: 5 },
    });
    const all = Array.from({ length: 25 }, (_, index) => String(index));
    for (const body of all) send(body);
    source.start();
    await until(() => source.drained);
    expect(batches).toEqual([all]);
  });

  it('uses its batching window up where time skips: what comes within it is one batch', async () => {
    const batches: string[][] = [];
    const { clock, source, send } = await aQueue(async (event) => batches.push(bodies(event)), {
      mapping: { BatchSize: 25, MaximumBatchingWindowInSeconds: 5 },
      mode: 'skip',
    });
    for (const [body, afterMs] of [
      ['b', 3_000],
      ['late', 9_000],
    ] as const)
      clock.at(clock.now() + afterMs, 'once', 'test', () => send(body));
    send('a');
    source.start();
    await until(() => batches.length === 2);
    expect(batches).toEqual([['a', 'b'], ['late']]);
  });

  it('repeats a whole batch whose function failed', async () => {
    const batches: string[][] = [];
    const { source, send } = await aQueue(async (event) => {
      batches.push(bodies(event));
      if (batches.length === 1) throw new Error('not yet');
    });
    send('a');
    send('b');
    source.start();
    await until(() => source.drained);
    expect(batches).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
  });

  it('ignores named failures unless the mapping asks for them', async () => {
    let calls = 0;
    const { source, send } = await aQueue(async ({ Records }) => {
      calls += 1;
      return { batchItemFailures: [{ itemIdentifier: Records[0]?.messageId }] };
    });
    send('a');
    source.start();
    await until(() => source.drained);
    expect(calls).toBe(1);
  });

  it('fails the whole batch when a named failure is unknown', async () => {
    const batches: string[][] = [];
    const { source, send } = await aQueue(
      async (event) => {
        batches.push(bodies(event));
        return { batchItemFailures: batches.length === 1 ? [{ itemIdentifier: 'nobody' }] : [] };
      },
      { mapping: { FunctionResponseTypes: ['ReportBatchItemFailures'] } },
    );
    send('a');
    source.start();
    await until(() => source.drained);
    expect(batches).toEqual([['a'], ['a']]);
  });

  it('runs two batches at once and no more', async () => {
    let running = 0;
    let most = 0;
    const { source, send } = await aQueue(
      async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setTimeout(resolve, 10));
        running -= 1;
      },
      { mapping: { BatchSize: 1 } },
    );
    for (let count = 0; count < 6; count += 1) send('x');
    source.start();
    await until(() => source.drained);
    expect(most).toBe(2);
  });

  it('keeps the order of a group on a FIFO queue', async () => {
    const seen: string[] = [];
    const { source, send } = await aQueue(async (event) => seen.push(...bodies(event)), { queue: { FifoQueue: true } });
    for (const body of ['1', '2', '3', '4']) send(body, 'ann');
    source.start();
    await until(() => source.drained);
    expect(seen).toEqual(['1', '2', '3', '4']);
  });

  it('does not wait in real time for a message to come back when time skips', async () => {
    const seen: number[] = [];
    const { source, clock, send } = await aQueue(
      async () => {
        seen.push(clock.now());
        if (seen.length === 1) throw new Error('not yet');
      },
      { queue: { VisibilityTimeout: 360 }, mode: 'skip' },
    );
    send('a');
    source.start();
    await until(() => seen.length === 2);
    expect((seen[1] ?? 0) - (seen[0] ?? 0)).toBeGreaterThanOrEqual(359_000);
  });

  it('does not wait in real time for a delayed message when time skips, nor runs ahead of it', async () => {
    const seen: [body: string, at: number][] = [];
    const { broker, source, clock } = await aQueue(
      async ({ Records }) => void seen.push([Records[0]?.body ?? '', clock.now()]),
      { mode: 'skip' },
    );
    const began = clock.now();
    source.queue.enqueue(broker.createMessage('before', {}, 600));
    source.start();
    source.queue.enqueue(broker.createMessage('after', {}, 900));
    clock.at(began + 700_000, 'once', 'test', () => void seen.push(['timer', clock.now()]));
    await until(() => seen.length === 3);
    expect(seen.map(([body, at]) => [body, Math.floor((at - began) / 100_000)])).toEqual([
      ['before', 6],
      ['timer', 7],
      ['after', 9],
    ]);
  });

  it('makes messages of dead receivers visible at once when it is told to', async () => {
    let calls = 0;
    const { source, send } = await aQueue(
      async () => {
        calls += 1;
        if (calls === 1) throw new Error('crashed');
      },
      { queue: { VisibilityTimeout: 360 } },
    );
    send('a');
    source.start();
    await until(() => source.expire() === 1);
    await until(() => source.drained);
    expect(calls).toBe(2);
  });
});
