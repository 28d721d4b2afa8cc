import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatIamCoverage, mergeIamReports, writeIamReport } from '../../support/iam-coverage.ts';
import { allow, authorityOf, QUEUE, TABLE, worker } from './support.ts';

const statements = [allow(['sqs:SendMessage', 'sqs:PurgeQueue'], QUEUE), allow('dynamodb:Scan', TABLE)];

/** A run of two clouds, each of which uses some actions. */
function aRun(...clouds: readonly (readonly string[])[]) {
  const folder = mkdtempSync(join(tmpdir(), 'iam-'));
  for (const actions of clouds) {
    const authority = authorityOf(statements);
    authority.assume('arn:aws:iam::000000000000:role/shop-Role', 'lambda.amazonaws.com');
    for (const action of actions) authority.judge(worker, { action, resource: QUEUE });
    writeIamReport({ iam: authority }, folder);
  }
  return mergeIamReports(folder);
}

describe('the coverage of a run', () => {
  it('counts an action as used when one of its clouds used it', () => {
    const { unused } = aRun(['sqs:SendMessage'], ['sqs:PurgeQueue']);
    expect(unused.map(({ id, unusedActions, whole }) => [id, unusedActions, whole])).toEqual([
      ['Role/Own#1', ['dynamodb:Scan'], true],
    ]);
  });

  it('adds up denials of all clouds', () => {
    expect(aRun(['sqs:Other'], ['sqs:Other', 'sqs:Other']).denied).toEqual([
      { principal: 'Worker', action: 'sqs:Other', resource: QUEUE, count: 3 },
    ]);
  });

  it('reads as one line for each finding', () => {
    expect(formatIamCoverage(aRun(['sqs:SendMessage', 'sqs:Other'])).split('\n')).toEqual([
      `denied   Worker sqs:Other on ${QUEUE} (1 times)`,
      `unused   Role/Own#0 of Role: sqs:PurgeQueue on ${QUEUE}`,
      `unused   Role/Own#1 of Role: the whole statement, dynamodb:Scan on ${TABLE}`,
    ]);
  });
});
