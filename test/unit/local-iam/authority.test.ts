import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allow, authorityOf, deny, QUEUE, service, TABLE, TOPIC, worker } from './support.ts';

const send = { action: 'sqs:SendMessage', resource: QUEUE };
const allowed = (statements: readonly object[], access = send) => authorityOf(statements).judge(worker, access).allowed;

describe('a role', () => {
  it('may do what one of its statements allows and nothing else', () => {
    const statements = [allow('sqs:SendMessage', QUEUE), allow(['dynamodb:Get*'], `${TABLE}*`)];
    expect(allowed(statements)).toBe(true);
    expect(allowed(statements, { action: 'dynamodb:GetItem', resource: TABLE })).toBe(true);
    expect(allowed(statements, { action: 'dynamodb:PutItem', resource: TABLE })).toBe(false);
    expect(allowed(statements, { ...send, resource: `${QUEUE}2` })).toBe(false);
  });

  it('may do nothing without statements, nor when it is not in the template', () => {
    expect(allowed([])).toBe(false);
    const stranger = { kind: 'role', arn: 'arn:aws:iam::1:role/other', name: 'Other' } as const;
    expect(authorityOf([allow('*', '*')]).judge(stranger, send).allowed).toBe(false);
  });

  it('is never allowed what a Deny covers, wherever that stands', () => {
    const statement = fc.record({
      Effect: fc.constantFrom('Allow', 'Deny'),
      Action: fc.constantFrom('sqs:SendMessage', 'sqs:*', '*', 's3:GetObject'),
      Resource: fc.constantFrom(QUEUE, '*', TABLE),
    });
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 5 }), (statements) => {
        const covering = statements.filter(({ Action, Resource }) => Action !== 's3:GetObject' && Resource !== TABLE);
        const expected = covering.length > 0 && covering.every(({ Effect }) => Effect === 'Allow');
        expect(allowed(statements)).toBe(expected);
      }),
    );
  });

  it.each([
    ['StringEquals', { 'ses:FromAddress': 'ann@shop.example' }, true],
    ['StringEquals', { 'ses:FromAddress': ['bob@shop.example', 'ann@shop.example'] }, true],
    ['StringEquals', { 'ses:FromAddress': '*@shop.example' }, false],
    ['StringLike', { 'ses:FromAddress': '*@shop.example' }, true],
    ['StringNotLike', { 'ses:FromAddress': '*@shop.example' }, false],
    ['StringNotEquals', { 'ses:FromDisplayName': 'Ann' }, true],
    ['StringEquals', { 'ses:FromDisplayName': 'Ann' }, false],
    ['StringEqualsIfExists', { 'ses:FromDisplayName': 'Ann' }, true],
    ['Null', { 'ses:FromDisplayName': 'true' }, true],
    ['Bool', { 'aws:SecureTransport': true }, true],
    ['ForAllValues:StringLike', { 'ses:Recipients': '*@people.example' }, false],
    ['ForAnyValue:StringLike', { 'ses:Recipients': '*@people.example' }, true],
  ])('meets %s %j: %s', (operator, keys, expected) => {
    const context = {
      'ses:fromaddress': ['ann@shop.example'],
      'ses:recipients': ['a@people.example', 'b@else.example'],
    };
    const authority = authorityOf([allow('ses:SendEmail', '*', { Condition: { [operator]: keys } })]);
    expect(authority.judge(worker, { action: 'ses:SendEmail', resource: 'x', context }).allowed).toBe(expected);
  });

  it.each([
    ['NotAction', { Effect: 'Allow', NotAction: 'sqs:*', Resource: '*' }],
    ['NotResource', { Effect: 'Allow', Action: 'sqs:*', NotResource: '*' }],
    ['NumericLessThan', allow('sqs:*', '*', { Condition: { NumericLessThan: { 'aws:SecureTransport': '1' } } })],
    ['aws:CurrentTime', allow('sqs:*', '*', { Condition: { StringEquals: { 'aws:CurrentTime': 'now' } } })],
  ])('with %s in a policy is refused at the start', (word, statement) => {
    expect(() => authorityOf([statement])).toThrow(new RegExp(`Role/Own.*${word}`));
  });

  it('with a managed policy that is not in the template is refused at the start', () => {
    const arn = 'arn:aws:iam::aws:policy/AdministratorAccess';
    const trust = { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'x' } }] };
    const Other = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust, ManagedPolicyArns: [arn] } };
    expect(() => authorityOf([], { Other })).toThrow(`cannot evaluate ${arn}`);
  });

  it('is assumed only by the service it trusts', () => {
    const authority = authorityOf([]);
    expect(authority.assume(worker.kind === 'role' ? worker.arn : '', 'lambda.amazonaws.com').allowed).toBe(true);
    expect(authority.assume(worker.kind === 'role' ? worker.arn : '', 'states.amazonaws.com').allowed).toBe(false);
  });
});

describe('a service', () => {
  const admitting = (Condition: object) =>
    authorityOf([], {
      Policy: {
        Type: 'AWS::SQS::QueuePolicy',
        Properties: {
          Queues: ['q'],
          PolicyDocument: {
            Statement: [allow('sqs:SendMessage', QUEUE, { Principal: { Service: 'sns.amazonaws.com' }, Condition })],
          },
        },
      },
    });

  it("is admitted by the resource's policy for the source it names", () => {
    const authority = admitting({ ArnEquals: { 'aws:SourceArn': TOPIC } });
    expect(authority.judge(service('sns.amazonaws.com', TOPIC), send).allowed).toBe(true);
    expect(authority.judge(service('sns.amazonaws.com', `${TOPIC}2`), send).allowed).toBe(false);
    expect(authority.judge(service('ses.amazonaws.com', TOPIC), send).allowed).toBe(false);
  });

  it('is no role: a statement for a service grants functions nothing', () => {
    expect(admitting({}).judge(worker, send).allowed).toBe(false);
  });

  it('calls functions as their permissions say', () => {
    const Permission = {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: 'shop-Worker',
        Principal: 'apigateway.amazonaws.com',
        SourceArn: 'arn:aws:execute-api:us-east-1:000000000000:api/*/*/orders/{id}',
      },
    };
    const invoke = {
      action: 'lambda:InvokeFunction',
      resource: 'arn:aws:lambda:us-east-1:000000000000:function:shop-Worker',
    };
    const route = (path: string) => `arn:aws:execute-api:us-east-1:000000000000:api/$default/GET${path}`;
    const authority = authorityOf([], { Permission });
    expect(authority.judge(service('apigateway.amazonaws.com', route('/orders/{id}')), invoke).allowed).toBe(true);
    expect(authority.judge(service('apigateway.amazonaws.com', route('/bills/{id}')), invoke).allowed).toBe(false);
  });
});

describe('the report', () => {
  it('shows permissions that say the same as one', () => {
    const Properties = { Action: 'lambda:InvokeFunction', FunctionName: 'f', Principal: 'apigateway.amazonaws.com' };
    const permission = { Type: 'AWS::Lambda::Permission', Properties };
    const other = { ...permission, Properties: { ...Properties, FunctionName: 'g' } };
    const { statements } = authorityOf([], { Get: permission, Post: permission, Other: other }).report();
    expect(statements.map(({ id }) => id)).toEqual(['Role/trust#0', 'Get#0', 'Other#0']);
  });

  it('names for each statement what it allowed and which of its actions nobody needed', () => {
    const authority = authorityOf([allow(['sqs:SendMessage', 'sqs:Get*', 'sqs:PurgeQueue'], QUEUE), deny('s3:*', '*')]);
    authority.judge(worker, send);
    authority.judge(worker, send);
    authority.judge(worker, { action: 'sqs:GetQueueUrl', resource: QUEUE });
    const own = authority.report().statements.filter(({ id }) => id.startsWith('Role/Own'));
    expect(own).toEqual([
      {
        id: 'Role/Own#0',
        principal: 'Role',
        actions: ['sqs:SendMessage', 'sqs:Get*', 'sqs:PurgeQueue'],
        resources: [QUEUE],
        used: { 'sqs:SendMessage': 2, 'sqs:GetQueueUrl': 1 },
        unusedActions: ['sqs:PurgeQueue'],
      },
    ]);
  });

  it('counts denials, and neither looks nor what a service does at will', () => {
    const authority = authorityOf([]);
    authority.judge(worker, send);
    authority.judge(worker, send);
    authority.allows(worker, { action: 'sqs:Look', resource: QUEUE });
    authority.exercise(worker, { action: 'sqs:Will', resource: QUEUE });
    expect(authority.report().denied).toEqual([{ principal: 'Worker', ...send, count: 2 }]);
  });

  it('shows a second statement that allows the same as unused', () => {
    const authority = authorityOf([allow('sqs:*', QUEUE), allow('sqs:SendMessage', QUEUE)]);
    authority.judge(worker, send);
    const [, second] = authority.report().statements.filter(({ id }) => id.startsWith('Role/Own'));
    expect(second?.unusedActions).toEqual(['sqs:SendMessage']);
  });
});
