import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, it } from 'vitest';
import type { Cloud } from '../../../local/cloud.ts';
import { aCloud, aDataDirectory, call, clientOf, order, stop, until } from './support.ts';

const DAY = 86_400_000;

async function storedIds(cloud: Cloud): Promise<string[]> {
  const dynamo = new DynamoDBClient(clientOf(cloud));
  const { Items = [] } = await dynamo.send(new ScanCommand({ TableName: 'shop-state-Orders' }));
  return Items.map(({ pk }) => pk?.S ?? '').toSorted();
}

function send(cloud: Cloud, job: object) {
  const sqs = new SQSClient({ ...clientOf(cloud), useQueueUrlAsEndpoint: false });
  const QueueUrl = `${cloud.gatewayUrl}/000000000000/shop-service-Jobs`;
  return sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(job), MessageGroupId: 'ann' }));
}

const works = (cloud: Cloud) => until(() => 'lambda:shop-service-WorkerFunction' in cloud.clock.state().busy);

describe('a killed worker', () => {
  it('fails what it was doing, and the message is worked on again', async () => {
    const cloud = await aCloud();
    await send(cloud, { id: 'slow', slowMs: 500 });
    await works(cloud);
    expect(await cloud.crash('WorkerFunction')).toBe(true);
    await cloud.clock.whenIdle();
    expect(await storedIds(cloud)).toEqual(['slow']);
    expect(await cloud.invoke('WorkerFunction', { Records: [] })).toEqual({ batchItemFailures: [] });
  });

  it('is a FunctionError for whoever called it', async () => {
    const cloud = await aCloud();
    const called = expect(cloud.invoke('ImpatientFunction', {})).rejects.toMatchObject({
      name: 'FunctionError',
      errorType: 'Runtime.ExitError',
    });
    expect(await cloud.crash('ImpatientFunction')).toBe(true);
    await called;
    expect(await cloud.crash('DoorFunction')).toBe(false);
  });
});

describe('a restart', () => {
  it('keeps items and time, and goes on with messages that were being worked on', async () => {
    const dataDir = aDataDirectory();
    const first = await aCloud({ dataDir });
    await call(first, 'POST /orders', order({ id: 'kept' }));
    await first.clock.whenIdle();
    await first.clock.advanceBy(3 * DAY);
    await send(first, { id: 'interrupted', slowMs: 400 });
    await works(first);
    const before = first.clock.now();
    await stop(first);

    const second = await aCloud({ dataDir });
    expect(second.clock.now()).toBeGreaterThanOrEqual(before);
    await second.clock.whenIdle();
    expect(await storedIds(second)).toEqual(['interrupted', 'kept']);
  });

  it('begins anew when fresh', async () => {
    const dataDir = aDataDirectory();
    const first = await aCloud({ dataDir });
    await call(first, 'POST /orders', order({ id: 'gone' }));
    await first.clock.whenIdle();
    await first.clock.advanceBy(DAY);
    await stop(first);
    const second = await aCloud({ dataDir, fresh: true });
    expect(await storedIds(second)).toEqual([]);
    expect(second.clock.state().offsetMs).toBe(0);
  });

  it('will not share its data with a cloud that still runs', async () => {
    const dataDir = aDataDirectory();
    await aCloud({ dataDir });
    await expect(aCloud({ dataDir })).rejects.toThrow(`is in use by process ${process.pid}`);
  });
});

describe('a cloud in a process of its own', () => {
  const shop = join(import.meta.dirname, 'shop.ts');

  const children: ChildProcess[] = [];
  afterEach(async () => {
    for (const child of children.splice(0)) {
      if (child.exitCode === null && child.signalCode === null && child.kill('SIGTERM')) await once(child, 'exit');
    }
  });

  /** Runs the shop in `directory`, where its assembly and its data are. */
  function start(directory: string, ...args: string[]) {
    const child = spawn(process.execPath, [shop, ...args], { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] });
    children.push(child);
    const line = async (output: 'stdout' | 'stderr'): Promise<string> => {
      const [text] = await once(createInterface(child[output]), 'line');
      return String(text);
    };
    return { child, url: line('stdout'), complaint: line('stderr'), exit: once(child, 'exit') };
  }

  function aProject(): string {
    const directory = aDataDirectory();
    symlinkSync(join(import.meta.dirname, 'assembly'), join(directory, 'cdk.out'));
    return directory;
  }

  const dynamoPid = (directory: string): number =>
    JSON.parse(readFileSync(join(directory, '.local/dynoxide.pid'), 'utf8')).pid;

  /** False also for a process that has ended and whose parent has not asked yet. */
  function isAlive(pid: number): boolean {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';
    } catch {
      return false;
    }
  }

  it('ends its database when it is told to stop', async () => {
    const directory = aProject();
    const { child, url, exit } = start(directory, '--port', '0');
    expect((await fetch(`${await url}/_local/health`)).status).toBe(200);
    const pid = dynamoPid(directory);
    child.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
    expect(isAlive(pid)).toBe(false);
  });

  it('takes over after it was killed and ends the database that was left behind', async () => {
    const directory = aProject();
    const first = start(directory, '--port', '0');
    await first.url;
    const orphan = dynamoPid(directory);
    first.child.kill('SIGKILL');
    await first.exit;
    const second = start(directory, '--port', '0');
    expect((await fetch(`${await second.url}/_local/health`)).status).toBe(200);
    expect(isAlive(orphan)).toBe(false);
    second.child.kill('SIGINT');
    await second.exit;
  });

  it('says in one sentence why it cannot start', async () => {
    const nowhere = start(aDataDirectory());
    expect(await nowhere.complaint).toMatch(/^No cloud assembly in .*: synthesise the app first/);
    expect(await nowhere.exit).toEqual([1, null]);

    const running = await aCloud();
    const busy = start(aProject(), '--port', new URL(running.url).port);
    expect(await busy.complaint).toBe(`Port ${new URL(running.url).port} is in use; choose another one.`);
    expect(await busy.exit).toEqual([1, null]);
  });
});

describe('several clouds in one process', () => {
  it('have their own data and their own time', async () => {
    const [one, two] = await Promise.all([aCloud(), aCloud()]);
    await call(one, 'POST /orders', order({ id: 'only-here' }));
    await one.clock.whenIdle();
    await one.clock.advanceBy(DAY);
    expect([await storedIds(one), await storedIds(two)]).toEqual([['only-here'], []]);
    const now = async (cloud: Cloud) => ((await call(cloud, 'GET /now')).body as { now: number }).now;
    expect((await now(one)) - (await now(two))).toBeGreaterThan(DAY - 60_000);
  });
});
