import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { lean } from '../lean-client.ts';
import { insertAll, insertsPerCall } from './inserts.ts';
import type { Key } from './keys.ts';

export type Item = Record<string, unknown>;
export type Write = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

const namesIn = (cause: unknown): readonly string[] =>
  cause instanceof Error && 'CancellationReasons' in cause && Array.isArray(cause.CancellationReasons)
    ? cause.CancellationReasons.map((reason: { Code?: string }) => reason.Code ?? 'None')
    : [];

/** Why each write of a cancelled transaction was refused, in order; undefined when the error is another one. */
export function refusalsOf(cause: unknown): readonly string[] | undefined {
  const names = namesIn(cause);
  return cause instanceof Error && cause.name === 'TransactionCanceledException' ? names : undefined;
}

const isConditionFailure = (cause: unknown): boolean =>
  cause instanceof Error && cause.name === 'ConditionalCheckFailedException';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const maxAttempts = 6;

/** A thin hand on one DynamoDB table: plain commands, conditions as values, retries only where AWS asks for them. */
export class Table {
  readonly name: string;
  private readonly doc: DynamoDBDocumentClient;

  constructor(name: string, client: DynamoDBClient = lean(new DynamoDBClient({}))) {
    this.name = name;
    this.doc = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  }

  async get(key: Key): Promise<Item | undefined> {
    const reply = await this.doc.send(new GetCommand({ TableName: this.name, Key: key, ConsistentRead: true }));
    return reply.Item;
  }

  async put(item: Item): Promise<void> {
    await this.doc.send(new PutCommand({ TableName: this.name, Item: item }));
  }

  async delete(key: Key): Promise<void> {
    await this.doc.send(new DeleteCommand({ TableName: this.name, Key: key }));
  }

  /** False when the row is not there, or is not as the condition has it. */
  async deleteWhere(key: Key, condition: string, values?: Item): Promise<boolean> {
    try {
      const where = { ConditionExpression: condition, ExpressionAttributeValues: values };
      await this.doc.send(new DeleteCommand({ TableName: this.name, Key: key, ...where }));
      return true;
    } catch (cause) {
      if (!isConditionFailure(cause)) throw cause;
      return false;
    }
  }

  /** The new item, or the old one when the condition did not hold. */
  async update(input: Omit<UpdateCommandInput, 'TableName'>): Promise<{ applied: boolean; item: Item | undefined }> {
    try {
      const reply = await this.doc.send(
        new UpdateCommand({
          TableName: this.name,
          ReturnValues: 'ALL_NEW',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          ...input,
        }),
      );
      return { applied: true, item: reply.Attributes };
    } catch (cause) {
      if (!isConditionFailure(cause)) throw cause;
      const old = await this.get({ pk: String(input.Key?.['pk']), sk: String(input.Key?.['sk']) });
      return { applied: false, item: old };
    }
  }

  /** One page. */
  async query(
    input: Omit<QueryCommandInput, 'TableName'>,
  ): Promise<{ items: readonly Item[]; last: Item | undefined }> {
    const reply = await this.doc.send(new QueryCommand({ TableName: this.name, ...input }));
    return { items: reply.Items ?? [], last: reply.LastEvaluatedKey };
  }

  /** How many items a page has, without the items. */
  async count(
    input: Omit<QueryCommandInput, 'TableName' | 'Select'>,
  ): Promise<{ count: number; last: Item | undefined }> {
    const reply = await this.doc.send(new QueryCommand({ TableName: this.name, ...input, Select: 'COUNT' }));
    return { count: reply.Count ?? 0, last: reply.LastEvaluatedKey };
  }

  /** Every page, one after the other. */
  async *queryAll(input: Omit<QueryCommandInput, 'TableName'>): AsyncGenerator<Item> {
    let from = input.ExclusiveStartKey;
    do {
      const page = await this.query({ ...input, ExclusiveStartKey: from });
      yield* page.items;
      from = page.last;
    } while (from);
  }

  /** The items that exist, in no order; unprocessed keys are asked for again. */
  async batchGet(wanted: readonly Key[], ConsistentRead = true): Promise<readonly Item[]> {
    const found: Item[] = [];
    for (let i = 0; i < wanted.length; i += 100) {
      let open: Item[] = wanted.slice(i, i + 100).map((key) => ({ ...key }));
      for (let attempt = 0; open.length > 0; attempt++) {
        if (attempt > 0) await pause(20 * 2 ** attempt);
        if (attempt >= maxAttempts) throw new Error(`BatchGetItem left ${open.length} keys unprocessed`);
        const reply = await this.doc.send(
          new BatchGetCommand({ RequestItems: { [this.name]: { Keys: open, ConsistentRead } } }),
        );
        found.push(...(reply.Responses?.[this.name] ?? []));
        open = reply.UnprocessedKeys?.[this.name]?.Keys ?? [];
      }
    }
    return found;
  }

  /**
   * Writes items whose keys are free, each by itself and for the price of a plain write. Answers with the indexes of those that were
   * written; what the table refused for a moment is tried again.
   */
  async createEach(items: readonly Item[]): Promise<ReadonlySet<number>> {
    const groups = Array.from({ length: Math.ceil(items.length / insertsPerCall) }, (_, n) => n * insertsPerCall);
    const created = await Promise.all(
      groups.map(async (from) => {
        const indexes = await insertAll(this.doc, this.name, items.slice(from, from + insertsPerCall));
        return indexes.map((index) => from + index);
      }),
    );
    return new Set(created.flat());
  }

  /**
   * All writes or none. Answers with the indexes of the writes whose condition did not hold; empty when all were written. A conflict
   * with another transaction is tried again.
   */
  async transact(writes: readonly Write[]): Promise<readonly number[]> {
    for (let attempt = 0; ; attempt++) {
      try {
        await this.doc.send(new TransactWriteCommand({ TransactItems: [...writes] }));
        return [];
      } catch (cause) {
        const refusals = refusalsOf(cause);
        if (!refusals) throw cause;
        const failed = refusals.flatMap((code, i) => (code === 'ConditionalCheckFailed' ? [i] : []));
        if (failed.length > 0) return failed;
        if (
          attempt >= maxAttempts ||
          !refusals.some((code) => code === 'TransactionConflict' || code === 'ThrottlingError')
        )
          throw cause;
        await pause(10 * 2 ** attempt * (0.5 + Math.random() / 2));
      }
    }
  }
}
