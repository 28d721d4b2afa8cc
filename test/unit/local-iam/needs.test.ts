import { describe, expect, it } from 'vitest';
import { viewOf } from '../../../local/gateway/call-view.ts';
import type { Lookups } from '../../../local/iam/needs/need.ts';
import { needsOf } from '../../../local/iam/needs/needs.ts';
import type { AwsRequest } from '../../../local/service.ts';

const A = '000000000000';
const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:${A}:${resource}`;
const MACHINE = arn('states', 'stateMachine:m');

const lookups: Lookups = {
  hasIdentity: (name) => name === 'shop.example' || name === 'ann@shop.example',
  machineOfToken: (token) => (token === 'known' ? MACHINE : undefined),
  secretArn: (id) => (id === 'key' ? arn('secretsmanager', 'secret:key-AbCdEf') : undefined),
  machineArns: [MACHINE, arn('states', 'stateMachine:n')],
};

type Call = Partial<AwsRequest> & { readonly service: string; readonly json?: unknown };

/** What a call needs, as `action resource` lines. */
function needs({ json, ...call }: Call): string[] | undefined {
  const body = Buffer.from(json === undefined ? '' : JSON.stringify(json));
  const request = { method: 'POST', url: '/', headers: {}, body, caller: { principal: 'F' }, ...call };
  const found = needsOf({ request, view: viewOf(request), lookups });
  return found?.map(({ action, resources }) => `${action} ${resources.join('|')}`);
}

const rpc = (service: string, operation: string, json: unknown) =>
  needs({ service, headers: { 'x-amz-target': `Prefix.${operation}` }, json });
const rest = (service: string, method: string, url: string, json?: unknown) => needs({ service, method, url, json });

describe('Cognito', () => {
  it.each(['AdminCreateUser', 'AdminGetUser'])('%s needs the pool', (operation) => {
    expect(rpc('cognito-idp', operation, { UserPoolId: 'us-east-1_p' })).toEqual([
      `cognito-idp:${operation} ${arn('cognito-idp', 'userpool/us-east-1_p')}`,
    ]);
  });
});

describe('DynamoDB', () => {
  const table = arn('dynamodb', 'table/T');

  it.each(['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan'])('%s needs the table', (operation) => {
    expect(rpc('dynamodb', operation, { TableName: 'T' })).toEqual([`dynamodb:${operation} ${table}`]);
  });

  it('reads of an index need the index', () => {
    expect(rpc('dynamodb', 'Query', { TableName: 'T', IndexName: 'i' })).toEqual([`dynamodb:Query ${table}/index/i`]);
  });

  it('batches need each table', () => {
    expect(rpc('dynamodb', 'BatchGetItem', { RequestItems: { T: {}, U: {} } })).toEqual([
      `dynamodb:BatchGetItem ${table}`,
      `dynamodb:BatchGetItem ${arn('dynamodb', 'table/U')}`,
    ]);
  });

  it('inserts of PartiQL need each table, and other statements what no policy grants', () => {
    const Statements = ['INSERT INTO "T" VALUE {}', 'insert into "T" value {}', 'DELETE FROM "T"'].map((Statement) => ({
      Statement,
    }));
    expect(rpc('dynamodb', 'BatchExecuteStatement', { Statements })).toEqual([
      `dynamodb:PartiQLInsert ${table}`,
      'dynamodb:PartiQLUnknown *',
    ]);
  });

  it('transactions need what each element is', () => {
    const TransactItems = ['Put', 'Update', 'Delete', 'ConditionCheck', 'Put'].map((kind) => ({
      [kind]: { TableName: 'T' },
    }));
    expect(rpc('dynamodb', 'TransactWriteItems', { TransactItems })).toEqual(
      ['PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'].map((action) => `dynamodb:${action} ${table}`),
    );
    expect(rpc('dynamodb', 'TransactGetItems', { TransactItems: [{ Get: { TableName: 'T' } }] })).toEqual([
      `dynamodb:GetItem ${table}`,
    ]);
  });

  it('what is not mapped needs a right nobody knows', () => {
    expect(rpc('dynamodb', 'ExecuteStatement', { Statement: 'SELECT' })).toBeUndefined();
  });
});

describe('SQS', () => {
  it.each([
    ['SendMessageBatch', 'SendMessage'],
    ['DeleteMessageBatch', 'DeleteMessage'],
    ['ChangeMessageVisibilityBatch', 'ChangeMessageVisibility'],
    ['ReceiveMessage', 'ReceiveMessage'],
  ])('%s needs sqs:%s of the queue in the URL', (operation, action) => {
    expect(rpc('sqs', operation, { QueueUrl: `http://127.0.0.1:1/${A}/jobs` })).toEqual([
      `sqs:${action} ${arn('sqs', 'jobs')}`,
    ]);
  });

  it('GetQueueUrl needs the queue by its name', () => {
    expect(rpc('sqs', 'GetQueueUrl', { QueueName: 'jobs' })).toEqual([`sqs:GetQueueUrl ${arn('sqs', 'jobs')}`]);
  });
});

describe('Step Functions', () => {
  it('needs the machine to start and the execution to describe or stop', () => {
    const execution = arn('states', 'execution:m:e');
    expect(rpc('states', 'StartExecution', { stateMachineArn: MACHINE })).toEqual([`states:StartExecution ${MACHINE}`]);
    expect(rpc('states', 'StopExecution', { executionArn: execution })).toEqual([`states:StopExecution ${execution}`]);
  });

  it('needs the machine that waits for a token, or any when none does', () => {
    expect(rpc('states', 'SendTaskSuccess', { taskToken: 'known' })).toEqual([`states:SendTaskSuccess ${MACHINE}`]);
    expect(rpc('states', 'SendTaskFailure', { taskToken: 'old' })).toEqual([
      `states:SendTaskFailure ${lookups.machineArns.join('|')}`,
    ]);
  });
});

describe('Scheduler', () => {
  const schedule = arn('scheduler', 'schedule/g/launch-1');
  const role = `arn:aws:iam::${A}:role/r`;

  it.each([
    ['POST', 'CreateSchedule'],
    ['PUT', 'UpdateSchedule'],
  ])('%s of a schedule needs that schedule and its role passed on', (method, action) => {
    const body = { GroupName: 'g', Target: { RoleArn: role } };
    expect(rest('scheduler', method, '/schedules/launch-1', body)).toEqual([
      `scheduler:${action} ${schedule}`,
      `iam:PassRole ${role}`,
    ]);
  });

  it('finds the group of a deletion in the query', () => {
    expect(rest('scheduler', 'DELETE', '/schedules/launch-1?groupName=g&clientToken=x')).toEqual([
      `scheduler:DeleteSchedule ${schedule}`,
    ]);
    expect(rest('scheduler', 'DELETE', '/schedules/s')).toEqual([
      `scheduler:DeleteSchedule ${arn('scheduler', 'schedule/default/s')}`,
    ]);
  });
});

describe('SES', () => {
  const send = (body: object) => rest('ses', 'POST', '/v2/email/outbound-emails', body);
  const identity = (name: string) => arn('ses', `identity/${name}`);

  it('needs the identity and the configuration set of a mail', () => {
    const mail = { FromEmailAddress: 'Bob <bob@shop.example>', ConfigurationSetName: 'set', Content: { Simple: {} } };
    expect(send(mail)).toEqual([
      `ses:SendEmail ${identity('shop.example')}`,
      `ses:SendEmail ${arn('ses', 'configuration-set/set')}`,
    ]);
  });

  it('needs the identity of the address itself when there is one', () => {
    expect(send({ FromEmailAddress: 'ann@shop.example', Content: { Simple: {} } })).toEqual([
      `ses:SendEmail ${identity('ann@shop.example')}`,
    ]);
  });

  it('needs ses:SendRawEmail for raw content, and reads its sender when the request names none', () => {
    const Data = Buffer.from('To: x@y.example\r\nFrom: Ann\r\n <mail@sub.shop.example>\r\n\r\nHi').toString('base64');
    expect(send({ Content: { Raw: { Data } } })).toEqual([`ses:SendRawEmail ${identity('shop.example')}`]);
  });

  it('needs identities and the account by their paths', () => {
    expect(rest('ses', 'POST', '/v2/email/identities', { EmailIdentity: 'new.example' })).toEqual([
      `ses:CreateEmailIdentity ${identity('new.example')}`,
    ]);
    expect(rest('ses', 'GET', '/v2/email/identities/a%40b.example')).toEqual([
      `ses:GetEmailIdentity ${identity('a@b.example')}`,
    ]);
    expect(rest('ses', 'GET', '/v2/email/account')).toEqual(['ses:GetAccount *']);
  });

  it('needs a tenant, and what is given to it', () => {
    const TenantName = 'ten_1';
    const tenant = arn('ses', 'tenant/ten_1/tn-ten_1');
    expect(rest('ses', 'POST', '/v2/email/tenants', { TenantName })).toEqual([`ses:CreateTenant ${tenant}`]);
    const association = { TenantName, ResourceArn: identity('new.example') };
    expect(rest('ses', 'POST', '/v2/email/tenants/resources', association)).toEqual([
      `ses:CreateTenantResourceAssociation ${tenant}`,
      `ses:CreateTenantResourceAssociation ${identity('new.example')}`,
    ]);
  });
});

describe('S3', () => {
  const object = 'arn:aws:s3:::b/dir/key one';

  it.each([
    ['GET', '/b/dir/key%20one?x-id=GetObject', `s3:GetObject ${object}`],
    ['HEAD', '/b/dir/key%20one', `s3:GetObject ${object}`],
    ['PUT', '/b/dir/key%20one?x-id=PutObject', `s3:PutObject ${object}`],
    ['POST', '/b/dir/key%20one?uploads', `s3:PutObject ${object}`],
    ['PUT', '/b/dir/key%20one?partNumber=1&uploadId=u', `s3:PutObject ${object}`],
    ['DELETE', '/b/dir/key%20one?uploadId=u', `s3:AbortMultipartUpload ${object}`],
    ['DELETE', '/b/dir/key%20one?x-id=DeleteObject', `s3:DeleteObject ${object}`],
    ['GET', '/b?list-type=2&prefix=dir', 's3:ListBucket arn:aws:s3:::b'],
  ])('%s %s needs %s', (method, url, expected) => {
    expect(rest('s3', method, url)).toEqual([expected]);
  });

  it.each(['/b/key?acl', '/b/key?tagging', '/b?policy'])('GET %s is not mapped', (url) => {
    expect(rest('s3', 'GET', url)).toBeUndefined();
  });

  it('needs both objects of a copy', () => {
    const headers = { 'x-amz-copy-source': '/other/from' };
    expect(needs({ service: 's3', method: 'PUT', url: '/b/to', headers })).toEqual([
      's3:GetObject arn:aws:s3:::other/from',
      's3:PutObject arn:aws:s3:::b/to',
    ]);
  });
});

describe('other services', () => {
  it('Secrets Manager needs the ARN of the secret a name stands for', () => {
    expect(rpc('secretsmanager', 'GetSecretValue', { SecretId: 'key' })).toEqual([
      `secretsmanager:GetSecretValue ${arn('secretsmanager', 'secret:key-AbCdEf')}`,
    ]);
  });

  it('SNS needs the topic of the form', () => {
    const topic = arn('sns', 'news');
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = Buffer.from(new URLSearchParams({ Action: 'Publish', TopicArn: topic, Message: 'm' }).toString());
    expect(needs({ service: 'sns', headers, body })).toEqual([`sns:Publish ${topic}`]);
  });

  it('Lambda needs the function by name, ARN or qualifier', () => {
    const path = (name: string) => `/2015-03-31/functions/${encodeURIComponent(name)}/invocations`;
    const fn = arn('lambda', 'function:f');
    expect(rest('lambda', 'POST', path('f'))).toEqual([`lambda:InvokeFunction ${fn}`]);
    expect(rest('lambda', 'POST', path('f:live'))).toEqual([`lambda:InvokeFunction ${fn}:live`]);
    expect(rest('lambda', 'POST', path(fn))).toEqual([`lambda:InvokeFunction ${fn}`]);
  });

  it('CloudWatch needs PutMetricData on everything', () => {
    expect(rest('monitoring', 'POST', '/service/GraniteServiceVersion20100801/operation/PutMetricData')).toEqual([
      'cloudwatch:PutMetricData *',
    ]);
  });
});
