import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import type { Cloud } from '../../../local/cloud.ts';
import { aCloud, aDataDirectory, clientOf, stop, until } from './support.ts';

const DAY_S = 86_400;

/** Starts an execution that waits and then stores `id`. */
async function remind(cloud: Cloud, id: string, days: number): Promise<void> {
  const input = JSON.stringify({ seconds: days * DAY_S, job: JSON.stringify({ id }) });
  const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:shop-service-Reminder';
  await new SFNClient(clientOf(cloud)).send(new StartExecutionCommand({ stateMachineArn, input }));
}

/** When `id` was stored, milliseconds since 1970 of the cloud's time; undefined when it was not. */
async function storedAt(cloud: Cloud, id: string): Promise<number | undefined> {
  const dynamo = new DynamoDBClient(clientOf(cloud));
  const { Item } = await dynamo.send(new GetItemCommand({ TableName: 'shop-state-Orders', Key: { pk: { S: id } } }));
  return Item && Number(Item['at']?.N);
}

describe('a sequence that waits for weeks', () => {
  it('runs by itself when the clock skips, and its functions see the time', async () => {
    const cloud = await aCloud({ clock: 'skip' });
    const began = cloud.clock.now();
    await remind(cloud, 'r', 30);
    await until(async () => (await storedAt(cloud, 'r')) !== undefined);
    const waited = ((await storedAt(cloud, 'r')) ?? 0) - began;
    expect(waited).toBeGreaterThanOrEqual(30 * DAY_S * 1000);
    expect(waited).toBeLessThan(30 * DAY_S * 1000 + 60_000);
  });

  it('does not begin its next step before time is moved on, and survives a restart while it waits', async () => {
    const dataDir = aDataDirectory();
    const first = await aCloud({ dataDir });
    await remind(first, 'r', 10);
    await first.clock.advanceBy(9 * DAY_S * 1000);
    expect(await storedAt(first, 'r')).toBeUndefined();
    await stop(first);

    const second = await aCloud({ dataDir });
    expect(await storedAt(second, 'r')).toBeUndefined();
    await second.clock.advanceBy(1 * DAY_S * 1000);
    expect(await storedAt(second, 'r')).toBeDefined();
  });

  it('takes hundreds that wake together in one go', async () => {
    const cloud = await aCloud();
    const ids = Array.from({ length: 200 }, (_, index) => `r-${index}`);
    await Promise.all(ids.map((id) => remind(cloud, id, 2)));
    await cloud.clock.advanceBy(3 * DAY_S * 1000);
    const stored = await Promise.all(ids.map((id) => storedAt(cloud, id)));
    expect(stored.filter((at) => at === undefined)).toEqual([]);
  });
});
