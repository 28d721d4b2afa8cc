import { listAt, recordAt, textAt } from '../../gateway/fields.ts';
import { arn, type Mapper, type Need, need } from './need.ts';

const tableArn = (name: string): string => (name.startsWith('arn:') ? name : arn('dynamodb', `table/${name}`));

const onTable =
  (action: string): Mapper =>
  ({ view }) => [need(action, tableArn(textAt(view.json, 'TableName') ?? ''))];

const onTableOrIndex =
  (action: string): Mapper =>
  ({ view }) => {
    const table = tableArn(textAt(view.json, 'TableName') ?? '');
    const index = textAt(view.json, 'IndexName');
    return [need(action, index === undefined ? table : `${table}/index/${index}`)];
  };

const onTables =
  (action: string): Mapper =>
  ({ view }) =>
    Object.keys(recordAt(view.json, 'RequestItems')).map((name) => need(action, tableArn(name)));

/** Elements of a transaction need the right of the single operation they are. */
const ELEMENTS: Readonly<Record<string, string>> = {
  Get: 'dynamodb:GetItem',
  Put: 'dynamodb:PutItem',
  Update: 'dynamodb:UpdateItem',
  Delete: 'dynamodb:DeleteItem',
  ConditionCheck: 'dynamodb:ConditionCheckItem',
};

const transaction: Mapper = ({ view }) => {
  const needs = new Map<string, Need>();
  for (const element of listAt(view.json, 'TransactItems')) {
    for (const [kind, action] of Object.entries(ELEMENTS)) {
      const table = textAt(recordAt(element, kind), 'TableName');
      if (table !== undefined) needs.set(`${action} ${table}`, need(action, tableArn(table)));
    }
  }
  return [...needs.values()];
};

const STATEMENT = /^\s*(INSERT)\s+INTO\s+"([^"]+)"/i;

/** Statements of PartiQL need rights of their own; only inserts are known here. */
const statements: Mapper = ({ view }) => {
  const needs = new Map<string, Need>();
  for (const statement of listAt(view.json, 'Statements')) {
    const [, kind, table] = STATEMENT.exec(textAt(statement, 'Statement') ?? '') ?? [];
    const action = kind === undefined ? 'dynamodb:PartiQLUnknown' : 'dynamodb:PartiQLInsert';
    needs.set(`${action} ${table}`, need(action, table === undefined ? '*' : tableArn(table)));
  }
  return [...needs.values()];
};

export const dynamodb: Readonly<Record<string, Mapper>> = {
  GetItem: onTable('dynamodb:GetItem'),
  PutItem: onTable('dynamodb:PutItem'),
  UpdateItem: onTable('dynamodb:UpdateItem'),
  DeleteItem: onTable('dynamodb:DeleteItem'),
  Query: onTableOrIndex('dynamodb:Query'),
  Scan: onTableOrIndex('dynamodb:Scan'),
  BatchGetItem: onTables('dynamodb:BatchGetItem'),
  BatchExecuteStatement: statements,
  BatchWriteItem: onTables('dynamodb:BatchWriteItem'),
  TransactGetItems: transaction,
  TransactWriteItems: transaction,
  DescribeTable: onTable('dynamodb:DescribeTable'),
  DescribeTimeToLive: onTable('dynamodb:DescribeTimeToLive'),
  ListTables: () => [need('dynamodb:ListTables', '*')],
};
