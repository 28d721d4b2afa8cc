import { isRecord } from '../assembly/json.ts';
import { viewOf } from '../gateway/call-view.ts';
import { listAt, recordAt, textAt } from '../gateway/fields.ts';
import type { AwsRequest, AwsResponse } from '../service.ts';
import { split } from './decide.ts';

type Members = Readonly<Record<string, unknown>>;
type Next = (request: AwsRequest) => Promise<AwsResponse>;

/** An element of a batch with the table it belongs to. */
interface Element {
  readonly table: string;
  readonly value: unknown;
}

interface Batch {
  readonly elements: (input: Members) => readonly Element[];
  /** The request with these elements only. */
  readonly reduced: (input: Members, elements: readonly Element[]) => Members;
  /** The answer that also names the elements left out. */
  readonly completed: (answer: Members, input: Members, left: readonly Element[]) => Members;
}

const writes: Batch = {
  elements: (input) =>
    Object.entries(recordAt(input, 'RequestItems')).flatMap(([table, list]) =>
      (Array.isArray(list) ? list : []).map((value) => ({ table, value })),
    ),
  reduced: (input, elements) => ({ ...input, RequestItems: byTable(elements) }),
  completed: (answer, _, left) => ({
    ...answer,
    UnprocessedItems: merged(recordAt(answer, 'UnprocessedItems'), byTable(left)),
  }),
};

const reads: Batch = {
  elements: (input) =>
    Object.entries(recordAt(input, 'RequestItems')).flatMap(([table, request]) =>
      listAt(request, 'Keys').map((value) => ({ table, value })),
    ),
  reduced: (input, elements) => ({ ...input, RequestItems: keysByTable(input, elements) }),
  completed: (answer, input, left) => ({ ...answer, UnprocessedKeys: keysByTable(input, left) }),
};

const messages: Batch = {
  elements: (input) => listAt(input, 'Entries').map((value) => ({ table: '', value })),
  reduced: (input, elements) => ({ ...input, Entries: elements.map(({ value }) => value) }),
  completed: (answer, _, left) => ({ ...answer, Failed: [...listAt(answer, 'Failed'), ...left.map(failed)] }),
};

const batches: Readonly<Record<string, Batch>> = {
  BatchWriteItem: writes,
  BatchGetItem: reads,
  SendMessageBatch: messages,
  DeleteMessageBatch: messages,
};

/** Executes a random part of a batch and answers that the rest was not processed. A batch of one is executed. */
export async function partly(request: AwsRequest, next: Next, chance: (index: number) => number): Promise<AwsResponse> {
  const view = viewOf(request);
  const batch = batches[view.operation ?? ''];
  const input = isRecord(view.json) ? view.json : {};
  const parts = batch && split(batch.elements(input), chance);
  if (!parts) return next(request);
  const [kept, left] = parts;
  const response = await next({ ...request, body: Buffer.from(JSON.stringify(batch.reduced(input, kept))) });
  if (response.status >= 400) return response;
  const answer: unknown = JSON.parse(String(response.body));
  const { 'content-length': _, 'x-amz-crc32': __, ...headers } = response.headers ?? {};
  return { ...response, headers, body: JSON.stringify(batch.completed(isRecord(answer) ? answer : {}, input, left)) };
}

function byTable(elements: readonly Element[]): Record<string, unknown[]> {
  const tables: Record<string, unknown[]> = {};
  for (const { table, value } of elements) tables[table] = [...(tables[table] ?? []), value];
  return tables;
}

const keysByTable = (input: Members, elements: readonly Element[]): Members =>
  Object.fromEntries(
    Object.entries(byTable(elements)).map(([table, Keys]) => [
      table,
      { ...recordAt(recordAt(input, 'RequestItems'), table), Keys },
    ]),
  );

const merged = (one: Members, other: Readonly<Record<string, readonly unknown[]>>): Members => ({
  ...one,
  ...Object.fromEntries(Object.entries(other).map(([table, list]) => [table, [...listAt(one, table), ...list]])),
});

const failed = ({ value }: Element) => ({
  Id: textAt(value, 'Id') ?? '',
  Code: 'InternalError',
  Message: 'The request processing has failed because of an unknown error.',
  SenderFault: false,
});
