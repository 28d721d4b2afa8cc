import { describe, expect, it } from 'vitest';
import { Denials } from '../../../local/iam/denials.ts';
import { enforcement } from '../../../local/iam/enforcement.ts';
import { Guard, guarded } from '../../../local/iam/guard.ts';
import { AccessDenied, type AwsRequest, type AwsResponse, actingAs, type Backplane } from '../../../local/service.ts';
import { allow, authorityOf, QUEUE, worker } from './support.ts';

const lookups = () => ({
  hasIdentity: () => false,
  machineOfToken: () => undefined,
  secretArn: () => undefined,
  machineArns: [],
});
const roleArn = worker.kind === 'role' ? worker.arn : '';

/** Sends one call of `principal` through enforcement to a service that answers `response`. */
async function answer(
  statements: readonly object[],
  call: Partial<AwsRequest>,
  {
    response = { status: 200, body: 'served' },
    principal = 'Worker',
  }: { response?: AwsResponse; principal?: string } = {},
) {
  const printed: string[] = [];
  const guard = new Guard(authorityOf(statements), new Denials((line) => printed.push(line)));
  const intercept = enforcement({ guard, lookups, roleOf: (name) => (name === 'Worker' ? roleArn : undefined) });
  const base = {
    service: 's3',
    method: 'GET',
    url: '/b/k',
    headers: {},
    body: Buffer.from('{}'),
    caller: { principal },
  };
  const run = () => intercept({ ...base, ...call }, async () => response);
  await run();
  return { ...(await run()), printed, denied: guard.authority.report().denied };
}

const object = 'arn:aws:s3:::b/k';
const bucket = 'arn:aws:s3:::b';

describe('a denied call', () => {
  it.each([
    ['s3', {}, 403, { 'content-type': 'application/xml' }, '<Code>AccessDenied</Code>'],
    ['sns', {}, 403, { 'content-type': 'text/xml' }, 'AuthorizationError'],
    ['ses', { url: '/v2/email/account' }, 403, { 'x-amzn-errortype': 'AccessDeniedException' }, '"message"'],
    ['scheduler', { url: '/schedules/s' }, 403, { 'x-amzn-errortype': 'AccessDeniedException' }, '"message"'],
    [
      'dynamodb',
      { headers: { 'x-amz-target': 'D.Scan' } },
      400,
      { 'content-type': 'application/x-amz-json-1.0' },
      '"__type"',
    ],
    [
      'secretsmanager',
      { headers: { 'x-amz-target': 's.GetSecretValue' } },
      400,
      { 'content-type': 'application/x-amz-json-1.1' },
      '"__type"',
    ],
    [
      'sqs',
      { headers: { 'x-amz-target': 'S.PurgeQueue' } },
      403,
      { 'x-amzn-query-error': 'AccessDeniedException;Sender' },
      '"__type"',
    ],
  ] as const)('of %s is answered as that service answers', async (service, call, status, headers, words) => {
    const refused = await answer([], { service, ...call });
    expect(refused).toMatchObject({ status, headers });
    expect(String(refused.body)).toContain(words);
  });

  it('is printed once and counted each time', async () => {
    const { printed, denied } = await answer([], {});
    expect(printed).toEqual([
      expect.stringMatching(/^IAM: Worker is not authorized to perform s3:GetObject on .*b\/k/),
    ]);
    expect(denied).toEqual([{ principal: 'Worker', action: 's3:GetObject', resource: object, count: 2 }]);
  });

  it('names the statement that denies it, when one does', async () => {
    const { printed } = await answer([allow('*', '*'), { ...allow('s3:*', '*'), Effect: 'Deny' }], {});
    expect(printed[0]).toMatch(/the statement Role\/Own#1 denies it$/);
  });
});

describe('a call', () => {
  it('passes when it is allowed, and when its caller is no function', async () => {
    expect((await answer([allow('s3:GetObject', object)], {})).body).toBe('served');
    expect((await answer([], {}, { principal: 'AKIAOWNER' })).body).toBe('served');
  });

  it('learns of a missing object only with the right to list its bucket', async () => {
    const missing = { response: { status: 404, body: 'NoSuchKey' } };
    expect((await answer([allow('s3:GetObject', object)], {}, missing)).status).toBe(403);
    expect((await answer([allow('s3:GetObject', object), allow('s3:ListBucket', bucket)], {}, missing)).status).toBe(
      404,
    );
  });
});

describe('a service acting as a role', () => {
  const sent: string[] = [];
  const plain: Backplane = {
    invoke: async () => null,
    sendMessage: async (queue) => void sent.push(queue),
    publish: async () => {},
    putObject: async () => {},
    startExecution: async () => {},
  };
  const acting = (statements: readonly object[], service: string) => {
    const guard = new Guard(authorityOf(statements), new Denials(() => {}));
    return actingAs(guarded(plain, guard), { roleArn, service });
  };

  it('does what the role may', async () => {
    await acting([allow('sqs:SendMessage', QUEUE)], 'lambda.amazonaws.com').sendMessage(QUEUE, 'm');
    expect(sent).toEqual([QUEUE]);
  });

  it('is refused what the role may not, and everything by a role that does not trust it', async () => {
    await expect(acting([], 'lambda.amazonaws.com').sendMessage(QUEUE, 'm')).rejects.toThrow(AccessDenied);
    await expect(acting([allow('*', '*')], 'states.amazonaws.com').sendMessage(QUEUE, 'm')).rejects.toThrow(
      'sts:AssumeRole',
    );
  });
});
