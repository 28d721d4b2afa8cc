import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { alarmImpacts } from '../../lib/alarms.ts';
import { buildApp } from '../../lib/app.ts';
import { functionNames } from '../../lib/functions.ts';
import { ensureAssembly } from '../../scripts/assembly.ts';
import { routes } from '../../src/contracts/routes.ts';
import { jobNames } from '../../src/contracts/work.ts';
import { graceMs, leaseMs } from '../../src/domain/delivery/claim.ts';

interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
}
type Statement = { Action: string | string[]; Resource: unknown; Effect: string };

describe('the stacks', () => {
  let template: Template;
  let data: Template;
  let resources: Record<string, Resource>;
  beforeAll(async () => {
    await ensureAssembly();
    const { context } = JSON.parse(readFileSync('cdk.json', 'utf8'));
    const app = buildApp({ outdir: mkdtempSync(join(tmpdir(), 'cdk-')), context });
    const assembly = app.synth();
    template = Template.fromJSON(assembly.getStackByName('PenguinMails').template);
    data = Template.fromJSON(assembly.getStackByName('PenguinMailsData').template);
    resources = template.toJSON()['Resources'];
  });
  const ofType = (type: string) => Object.entries(resources).filter(([, resource]) => resource.Type === type);
  const statements = (): Statement[] =>
    [...ofType('AWS::IAM::Policy'), ...ofType('AWS::IAM::Role')].flatMap(([, { Properties }]) => {
      const documents = [
        Properties['PolicyDocument'],
        ...((Properties['Policies'] as { PolicyDocument: unknown }[] | undefined) ?? []).map((p) => p.PolicyDocument),
      ];
      return documents.flatMap((document) => (document as { Statement: Statement[] } | undefined)?.Statement ?? []);
    });

  it('keep the table, the buckets and the secret when the stack goes', () => {
    for (const type of ['AWS::DynamoDB::GlobalTable', 'AWS::S3::Bucket', 'AWS::SecretsManager::Secret']) {
      for (const resource of Object.values(data.findResources(type))) expect(resource['DeletionPolicy']).toBe('Retain');
    }
    data.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      BillingMode: 'PAY_PER_REQUEST',
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      Replicas: [
        Match.objectLike({
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          DeletionProtectionEnabled: true,
        }),
      ],
    });
  });

  it('give every function a role of its own', () => {
    const functions = ofType('AWS::Lambda::Function').filter(([id]) =>
      functionNames.some((name) => id.startsWith(`${name}Function`)),
    );
    expect(functions).toHaveLength(functionNames.length);
    expect(new Set(functions.map(([, fn]) => JSON.stringify(fn.Properties['Role']))).size).toBe(functionNames.length);
  });

  it('allow no wildcard action, and no wildcard resource but where AWS knows no other', () => {
    for (const { Action, Resource, Effect } of statements()) {
      const actions = [Action].flat();
      expect(actions.some((action) => action.includes('*'))).toBe(false);
      if (Effect === 'Allow' && Resource === '*')
        expect(actions.every((action) => /^(xray|logs):|^ses:GetAccount$|^scheduler:ListSchedules$/.test(action))).toBe(
          true,
        );
    }
  });

  it('make organizations SES tenants, unless the owner switches that off', () => {
    const rightsIn = (stack: Template) => JSON.stringify(stack.toJSON());
    expect(rightsIn(template)).toContain('ses:CreateTenantResourceAssociation');
    expect(rightsIn(template)).toContain('"SES_TENANTS":"on"');
    const { context } = JSON.parse(readFileSync('cdk.json', 'utf8'));
    const without = { ...context, sesTenants: 'false' };
    const app = buildApp({ outdir: mkdtempSync(join(tmpdir(), 'cdk-')), context: without });
    const off = Template.fromJSON(app.synth().getStackByName('PenguinMails').template);
    expect(rightsIn(off)).not.toContain('ses:CreateTenant');
    expect(rightsIn(off)).toContain('"SES_TENANTS":"off"');
  });

  it('let people in by invitation alone, and the console by code with PKCE and without a secret', () => {
    data.hasResource('AWS::Cognito::UserPool', {
      DeletionPolicy: 'Retain',
      Properties: Match.objectLike({
        AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
        UsernameAttributes: ['email'],
        UsernameConfiguration: { CaseSensitive: false },
        MfaConfiguration: 'OPTIONAL',
        DeletionProtection: 'ACTIVE',
      }),
    });
    template.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid', 'email', 'profile'],
      EnableTokenRevocation: true,
      PreventUserExistenceErrors: 'ENABLED',
    });
  });

  it('let those functions alone reach the user pool that make accounts or name people', () => {
    const withPool = ofType('AWS::IAM::Policy').filter(([, { Properties }]) =>
      JSON.stringify(Properties).includes('cognito-idp:'),
    );
    expect(withPool.map(([id]) => id.replace(/Role.*/, '')).toSorted()).toEqual(['AccessApi', 'CreateTenant']);
  });

  it('give each function of the API one permission to be called, not one for each route', () => {
    const permissions = ofType('AWS::Lambda::Permission').length;
    expect(permissions).toBeLessThan(Object.keys(routes).length);
    expect(Object.keys(resources).length).toBeLessThan(500);
  });

  it('never let a function scan the table', () => {
    expect(statements().flatMap(({ Action }) => [Action].flat())).not.toContain('dynamodb:Scan');
  });

  it('have one HTTP route per row of the route table, behind the authorizer unless it is public', () => {
    const made = new Map(
      ofType('AWS::ApiGatewayV2::Route').map(([, { Properties }]) => [
        Properties['RouteKey'],
        Properties['AuthorizationType'],
      ]),
    );
    expect(made.size).toBe(Object.keys(routes).length);
    for (const route of Object.values(routes)) {
      expect(made.get(`${route.method} ${route.path}`)).toBe(route.permission === 'public' ? 'NONE' : 'CUSTOM');
    }
  });

  it('give every work queue a dead-letter queue and six time-outs of visibility', () => {
    const queues = ofType('AWS::SQS::Queue').filter(([, { Properties }]) => Properties['RedrivePolicy']);
    const visibility = queues.map(([, { Properties }]) => Properties['VisibilityTimeout']);
    expect(visibility.toSorted()).toEqual([360, 360, 360, 360, 360, 360, 360, 360, 360, 720]);
  });

  it('have the alarms of the table, each saying whom it hurts, telling the owner, and explained in the runbook', () => {
    const alarms = ofType('AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);
    const runbook = readFileSync('docs/runbook.md', 'utf8');
    const entries = [...runbook.matchAll(/^### (\w+)$/gm)].map(([, name]) => name);
    const names = alarms.map(({ AlarmDescription }) => /^(\w+): .{40,} See docs/.exec(String(AlarmDescription))?.[1]);
    expect(names.toSorted()).toEqual(Object.keys(alarmImpacts).toSorted());
    expect(entries.toSorted()).toEqual(Object.keys(alarmImpacts).toSorted());
    for (const { AlarmActions } of alarms) expect(AlarmActions).toHaveLength(1);
  });

  it('show an operations dashboard and trace every function and the state machine', () => {
    template.resourceCountIs('AWS::CloudWatch::Dashboard', 1);
    for (const [id, { Properties }] of ofType('AWS::Lambda::Function')) {
      if (functionNames.some((name) => id.startsWith(`${name}Function`)))
        expect(Properties['TracingConfig']).toEqual({ Mode: 'Active' });
    }
    template.hasResourceProperties('AWS::StepFunctions::StateMachine', { TracingConfiguration: { Enabled: true } });
  });

  it('return failed messages alone to their queues', () => {
    for (const [, { Properties }] of ofType('AWS::Lambda::EventSourceMapping')) {
      expect(Properties['FunctionResponseTypes']).toEqual(['ReportBatchItemFailures']);
    }
  });

  it('end a sender before its lease, and keep an outbox message longer than a claim needs to be settled', () => {
    const sender = ofType('AWS::Lambda::Function').find(([id]) => id.startsWith('SendMailFunction'));
    const socketMs = 15_000;
    expect(Number(sender?.[1].Properties['Timeout']) * 1000 + socketMs).toBeLessThan(leaseMs);
    const outbox = ofType('AWS::SQS::Queue').find(([id]) => id.startsWith('OutboxQueue'));
    const { maxReceiveCount: receives = 0 } = (outbox?.[1].Properties['RedrivePolicy'] ?? {}) as {
      maxReceiveCount?: number;
    };
    expect(receives * 360_000).toBeGreaterThan(2 * (leaseMs + graceMs));
  });

  it('send every SES event and received mail to the tracking queue', () => {
    template.hasResourceProperties('AWS::SES::ConfigurationSetEventDestination', {
      EventDestination: Match.objectLike({
        MatchingEventTypes: [
          'send',
          'reject',
          'bounce',
          'complaint',
          'delivery',
          'open',
          'click',
          'renderingFailure',
          'deliveryDelay',
        ],
      }),
    });
    template.hasResource('AWS::SES::ReceiptRule', { Condition: 'HasReplyDomain' });
    template.resourcePropertiesCountIs('AWS::SNS::Subscription', { Protocol: 'sqs', RawMessageDelivery: true }, 4);
  });

  it('run the recurring jobs', () => {
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(1 hour)',
      Target: Match.objectLike({ Input: '{"job":"complete_campaigns"}' }),
    });
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'cron(0 2 * * ? *)',
      Target: Match.objectLike({ Input: '{"job":"roll_up_counters"}' }),
    });
    template.resourceCountIs('AWS::Scheduler::Schedule', jobNames.length);
  });
});
