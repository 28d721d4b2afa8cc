import { BatchExecuteStatementCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { insertAll } from '../../../src/adapters/dynamo/inserts.ts';

const client = mockClient(DynamoDBDocumentClient);
const doc = client as unknown as DynamoDBDocumentClient;
const refused = (Code: 'DuplicateItem' | 'ThrottlingError' | 'AccessDenied') => ({ Error: { Code } });
const items = [
  { pk: 'a', sk: '1' },
  { pk: 'b', sk: '1', absent: undefined },
  { pk: 'c', sk: '1' },
];

/** First parameter, the key, of each statement of each call. */
const asked = () =>
  client
    .commandCalls(BatchExecuteStatementCommand)
    .map(({ args }) => args[0].input.Statements?.map(({ Parameters }) => Parameters?.[0]));

describe('inserts in a batch', () => {
  beforeEach(() => client.reset());

  it('tell which items were new, and leave out absent values', async () => {
    client.on(BatchExecuteStatementCommand).resolves({ Responses: [{}, refused('DuplicateItem'), {}] });
    expect(await insertAll(doc, 'table', items)).toEqual([0, 2]);
    const [first, second] = client.commandCalls(BatchExecuteStatementCommand)[0]!.args[0].input.Statements ?? [];
    expect(first).toEqual({ Statement: `INSERT INTO "table" VALUE {'pk': ?, 'sk': ?}`, Parameters: ['a', '1'] });
    expect(second?.Parameters).toEqual(['b', '1']);
  });

  it('repeat only what was throttled', async () => {
    client
      .on(BatchExecuteStatementCommand)
      .resolvesOnce({ Responses: [refused('ThrottlingError'), {}, refused('ThrottlingError')] })
      .resolvesOnce({ Responses: [{}, refused('DuplicateItem')] });
    expect(await insertAll(doc, 'table', items)).toEqual([1, 0]);
    expect(asked()).toEqual([
      ['a', 'b', 'c'],
      ['a', 'c'],
    ]);
  });

  it.each([
    ['an item is refused for another reason', { Responses: [{}, refused('AccessDenied'), {}] }],
    ['the answer does not speak of every item', { Responses: [{}] }],
  ])('fail when %s', async (_, answer) => {
    client.on(BatchExecuteStatementCommand).resolves(answer);
    await expect(insertAll(doc, 'table', items)).rejects.toThrow('BatchExecuteStatement');
  });
});
