import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type Route, routes } from '../../../src/contracts/routes.ts';
import { bodyFor, type Row, withJson } from '../../integration/api/requests.ts';

/** Names in an object, or in any form that a union takes. */
function shapeOf(schema: unknown): readonly string[] {
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(shapeOf);
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

/** What things carry that nobody may write, and every attribute that any reply shows. */
const attributes = [
  ...new Set([
    ...['tenantId', 'principal', 'permissions', 'grants', 'secretHash', 'owner', 'isAdmin', 'approvedBy', 'rev'],
    ...Object.values<Route>(routes).flatMap(({ reply }) => shapeOf(reply)),
  ]),
];

const issuesOf = (row: Row, name: string): number => {
  const known: object = JSON.parse(bodyFor(row) ?? '{}');
  return row[1].body?.safeParse({ ...known, [name]: 'x' }).error?.issues.length ?? 0;
};

describe.each(withJson)('the body of %s', (...row) => {
  it('takes no attribute beside its own, whatever else carries it', () => {
    const own = shapeOf(row[1].body);
    expect(attributes.filter((name) => !own.includes(name) && issuesOf(row, name) === 0)).toEqual([]);
  });

  it('cannot say whose it is, who made it, what that may do or which revision it has', () => {
    const own = shapeOf(row[1].body);
    expect(own.filter((name) => ['tenantId', 'createdBy', 'owner', 'rev', 'permissions'].includes(name))).toEqual([]);
  });
});
