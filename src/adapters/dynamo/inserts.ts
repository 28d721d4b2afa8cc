import { BatchExecuteStatementCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Item } from './table.ts';

/** Statements that BatchExecuteStatement takes. */
export const insertsPerCall = 25;
const maxAttempts = 6;

/** Codes of single statements that pass: the others of the batch were not held up by them. */
const passing: ReadonlySet<string | undefined> = new Set([
  'InternalServerError',
  'ProvisionedThroughputExceeded',
  'RequestLimitExceeded',
  'ThrottlingError',
  'TransactionConflict',
]);

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** An INSERT of PartiQL: unlike the PutItem of BatchWriteItem it leaves an item that exists as it is. */
function insertOf(table: string, item: Item) {
  const present = Object.entries(item).filter(([, value]) => value !== undefined);
  const fields = present.map(([name]) => `'${name}': ?`).join(', ');
  return { Statement: `INSERT INTO "${table}" VALUE {${fields}}`, Parameters: present.map(([, value]) => value) };
}

/**
 * Inserts up to {@link insertsPerCall} items with one call, each for itself. Answers with the indexes of those whose key was free. When
 * a reply is lost, items of the first attempt are found to exist.
 * @throws Error when an item was refused for another reason than its key, or too often.
 */
export async function insertAll(
  client: DynamoDBDocumentClient,
  table: string,
  items: readonly Item[],
): Promise<readonly number[]> {
  const created: number[] = [];
  let open = [...items.keys()];
  for (let attempt = 0; open.length > 0; attempt++) {
    if (attempt > 0) await pause(20 * 2 ** attempt);
    if (attempt >= maxAttempts) throw new Error(`BatchExecuteStatement left ${open.length} items unwritten`);
    const Statements = open.map((index) => insertOf(table, items[index] ?? {}));
    const { Responses = [] } = await client.send(new BatchExecuteStatementCommand({ Statements }));
    if (Responses.length !== open.length) throw new Error('BatchExecuteStatement did not answer for every item');
    const codes: readonly (string | undefined)[] = Responses.map((response) => response.Error?.Code);
    const refused = codes.find((code) => code && !code.startsWith('DuplicateItem') && !passing.has(code));
    if (refused) throw new Error(`BatchExecuteStatement refused an item: ${refused}`);
    created.push(...open.filter((_, n) => codes[n] === undefined));
    open = open.filter((_, n) => passing.has(codes[n]));
  }
  return created;
}
