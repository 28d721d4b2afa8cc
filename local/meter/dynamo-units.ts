import type { CallView } from '../gateway/call-view.ts';
import { listAt, recordAt, textAt } from '../gateway/fields.ts';
import type { AwsRequest, AwsResponse } from '../service.ts';

const READS = new Set(['GetItem', 'BatchGetItem', 'Query', 'Scan', 'TransactGetItems']);
/** Statements that read do not occur: the policies know none. */
const WRITES = new Set([
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'BatchWriteItem',
  'BatchExecuteStatement',
  'TransactWriteItems',
]);

export const kindOf = (operation: string | undefined): 'read' | 'write' | undefined => {
  if (operation === undefined) return undefined;
  if (READS.has(operation)) return 'read';
  return WRITES.has(operation) ? 'write' : undefined;
};

const ASK = Buffer.from('{"ReturnConsumedCapacity":"TOTAL",');
const OWN = '"ReturnConsumedCapacity"';

/** The same request, asking DynamoDB what it consumes. SDKs ignore that the answer says so. */
export function askingForUnits(request: AwsRequest): AwsRequest {
  if (request.body.includes(OWN)) return request;
  return { ...request, body: Buffer.concat([ASK, request.body.subarray(1)]) };
}

/** The capacity units an answer speaks of, or those that a refused condition has used up. */
export function unitsOf(view: CallView, { status, body = '' }: AwsResponse): number {
  const text = typeof body === 'string' ? body : undefined;
  if (status >= 400) return refusedUnits(view, text ?? body.toString());
  return view.text.includes(OWN) ? statedUnits(text ?? body.toString()) : totalUnits(body);
}

const NAME = '"ConsumedCapacity":';

/** With `TOTAL` the statement is flat, one element for each table: no need to parse what may be a large page. */
function totalUnits(body: Buffer | string): number {
  const start = body.indexOf(NAME) + NAME.length;
  if (start < NAME.length) return 0;
  const isList = String(body.slice(start, start + 1)) === '[';
  const end = body.indexOf(isList ? ']' : '}', start);
  const stated = body.slice(start, end).toString();
  return [...stated.matchAll(/"CapacityUnits":([\d.]+)/g)].reduce((sum, [, units]) => sum + Number(units), 0);
}

function statedUnits(text: string): number {
  const answer: unknown = JSON.parse(text);
  const stated = [recordAt(answer, 'ConsumedCapacity'), ...listAt(answer, 'ConsumedCapacity')];
  return stated.reduce<number>((sum, table) => sum + numberAt(table, 'CapacityUnits'), 0);
}

const numberAt = (value: unknown, key: string): number => {
  const member =
    typeof value === 'object' && value !== null ? Object.entries(value).find(([name]) => name === key) : [];
  return Number(member?.[1] ?? 0);
};

/** DynamoDB charges a write whose condition failed; how large the items were it does not tell, so they count as 1 KB. */
function refusedUnits(view: CallView, text: string): number {
  if (/TransactionCanceledException/.test(text)) return 2 * listAt(view.json, 'TransactItems').length;
  return /ConditionalCheckFailedException/.test(text) && textAt(view.json, 'TableName') !== undefined ? 1 : 0;
}
