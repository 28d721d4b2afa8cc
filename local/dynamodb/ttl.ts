import * as z from 'zod';
import type { Clock } from '../service.ts';
import { type DynamoCall, DynamoError } from './dynamo-client.ts';
import type { TableSpec } from './table-spec.ts';

const HOUR_MS = 3_600_000;
const LONGEST_WAIT_MS = 6 * HOUR_MS;
/** Sweeps longer than this are spread: when weeks pass in seconds, not each one may scan a large table. */
const CHEAP_MS = 50;
const SHARE_OF_TIME = 20;

const Page = z.object({
  Items: z.array(z.record(z.string(), z.unknown())).default([]),
  LastEvaluatedKey: z.record(z.string(), z.unknown()).optional(),
});

/**
 * Deletes expired items, as DynamoDB does some time after they expire: every hour of the cloud's time, and less often,
 * down to every six hours, while sweeps find nothing.
 */
export function sweepRegularly(call: DynamoCall, clock: Clock, tables: readonly TableSpec[]): void {
  const expiring = tables.filter(({ ttlAttribute }) => ttlAttribute !== undefined);
  if (expiring.length === 0) return;
  let wait = HOUR_MS;
  let notBefore = 0;
  const plan = () => clock.at(clock.now() + wait, 'recurring', 'dynamodb-ttl', sweep);
  const sweep = async (): Promise<void> => {
    try {
      const started = performance.now();
      if (started < notBefore) return;
      const deleted = await sweepAll(call, expiring, clock.now());
      const took = performance.now() - started;
      notBefore = took > CHEAP_MS ? performance.now() + took * SHARE_OF_TIME : 0;
      wait = deleted > 0 ? HOUR_MS : Math.min(2 * wait, LONGEST_WAIT_MS);
    } finally {
      plan();
    }
  };
  plan();
}

async function sweepAll(call: DynamoCall, tables: readonly TableSpec[], now: number): Promise<number> {
  let deleted = 0;
  for (const table of tables) deleted += await sweepTable(call, table, now);
  return deleted;
}

/** Deletes what expired by `now` (ms since 1970) and returns how many items that were. */
async function sweepTable(call: DynamoCall, { create, ttlAttribute }: TableSpec, now: number): Promise<number> {
  const { TableName, KeySchema } = create;
  const condition = '#ttl <= :now AND attribute_type(#ttl, :number)';
  const ExpressionAttributeValues = { ':now': { N: String(Math.floor(now / 1000)) }, ':number': { S: 'N' } };
  const keyNames = Object.fromEntries(KeySchema.map(({ AttributeName }, index) => [`#k${index}`, AttributeName]));
  const ttlName = { '#ttl': ttlAttribute };
  const scan = {
    TableName,
    ProjectionExpression: Object.keys(keyNames).join(', '),
    FilterExpression: condition,
    ExpressionAttributeNames: { ...keyNames, ...ttlName },
    ExpressionAttributeValues,
  };
  const deletion = {
    TableName,
    ConditionExpression: condition,
    ExpressionAttributeNames: ttlName,
    ExpressionAttributeValues,
  };
  let deleted = 0;
  for await (const Key of scanned(call, scan)) deleted += await deleteUnlessKept(call, { ...deletion, Key });
  return deleted;
}

async function* scanned(call: DynamoCall, scan: object): AsyncGenerator<Record<string, unknown>> {
  let start: Record<string, unknown> | undefined;
  do {
    const page = Page.parse(await call('Scan', { ...scan, ...(start && { ExclusiveStartKey: start }) }));
    yield* page.Items;
    start = page.LastEvaluatedKey;
  } while (start);
}

/** An item whose expiry moved since it was read stays. */
async function deleteUnlessKept(call: DynamoCall, deletion: object): Promise<number> {
  try {
    await call('DeleteItem', deletion);
    return 1;
  } catch (error) {
    if (error instanceof DynamoError && error.type === 'ConditionalCheckFailedException') return 0;
    throw error;
  }
}
