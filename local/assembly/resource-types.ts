import { createHash } from 'node:crypto';

/** The account and region that every template is deployed to here. */
export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';

export interface Addresses {
  /** The public HTTP API, without a trailing slash. */
  readonly publicUrl: string;
  /** Where SDK calls go, without a trailing slash. */
  readonly gatewayUrl: string;
}

export interface Named extends Addresses {
  /** The given name or `<stack>-<logicalId>`. */
  readonly name: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

type Attribute = (resource: Named) => string;

export interface ResourceType {
  /** The property that gives the physical name. */
  readonly nameProperty?: string;
  readonly arn?: Attribute;
  /** What `Ref` returns; the name when left out. */
  readonly ref?: Attribute;
  /** What `Fn::GetAtt` returns, besides `Arn`. */
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

const arn =
  (service: string, resource: (name: string) => string = (name) => name): Attribute =>
  ({ name }) =>
    `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource(name)}`;

/** The id AWS would invent, the same at every start. */
export function inventedId(name: string, length: number): string {
  const digits = BigInt(`0x${createHash('sha256').update(name).digest('hex')}`).toString(36);
  return `a${digits.slice(0, length - 1)}`;
}

const apiId: Attribute = ({ name }) => inventedId(name, 10);
const property =
  (key: string): Attribute =>
  ({ properties, name }) =>
    typeof properties[key] === 'string' ? properties[key] : name;

const iamArn = (kind: string): Attribute => {
  return ({ name }) => `arn:aws:iam::${ACCOUNT}:${kind}/${name}`;
};

const table: ResourceType = { nameProperty: 'TableName', arn: arn('dynamodb', (name) => `table/${name}`) };
const topic = arn('sns');
const machine = arn('states', (name) => `stateMachine:${name}`);
const secret = arn('secretsmanager', (name) => `secret:${name}-${inventedId(name, 6)}`);
const plain: ResourceType = {};

export const resourceTypes: Readonly<Record<string, ResourceType>> = {
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::DynamoDB::Table': table,
  'AWS::SQS::Queue': {
    nameProperty: 'QueueName',
    arn: arn('sqs'),
    ref: ({ name, gatewayUrl }) => `${gatewayUrl}/${ACCOUNT}/${name}`,
    attributes: {
      QueueName: ({ name }) => name,
      QueueUrl: ({ name, gatewayUrl }) => `${gatewayUrl}/${ACCOUNT}/${name}`,
    },
  },
  'AWS::SQS::QueuePolicy': plain,
  'AWS::SNS::Topic': {
    nameProperty: 'TopicName',
    arn: topic,
    ref: topic,
    attributes: { TopicName: ({ name }) => name, TopicArn: topic },
  },
  'AWS::SNS::TopicPolicy': plain,
  'AWS::SNS::Subscription': { arn: topic, ref: topic },
  'AWS::S3::Bucket': {
    nameProperty: 'BucketName',
    arn: ({ name }) => `arn:aws:s3:::${name}`,
    attributes: {
      DomainName: ({ name }) => `${name}.s3.amazonaws.com`,
      RegionalDomainName: ({ name }) => `${name}.s3.${REGION}.amazonaws.com`,
    },
  },
  'AWS::S3::BucketPolicy': plain,
  'AWS::Lambda::Function': { nameProperty: 'FunctionName', arn: arn('lambda', (name) => `function:${name}`) },
  'AWS::Lambda::Permission': plain,
  'AWS::Lambda::EventSourceMapping': plain,
  'AWS::Lambda::EventInvokeConfig': plain,
  'AWS::ApiGatewayV2::Api': {
    ref: apiId,
    attributes: { ApiId: apiId, ApiEndpoint: ({ publicUrl }) => publicUrl },
  },
  'AWS::ApiGatewayV2::Route': plain,
  'AWS::ApiGatewayV2::Integration': plain,
  'AWS::ApiGatewayV2::Stage': { ref: property('StageName') },
  'AWS::ApiGatewayV2::Authorizer': { attributes: { AuthorizerId: ({ name }) => name } },
  'AWS::ApiGatewayV2::Deployment': plain,
  'AWS::StepFunctions::StateMachine': {
    nameProperty: 'StateMachineName',
    arn: machine,
    ref: machine,
    attributes: { Name: ({ name }) => name },
  },
  'AWS::Scheduler::Schedule': { nameProperty: 'Name', arn: arn('scheduler', (name) => `schedule/default/${name}`) },
  'AWS::Scheduler::ScheduleGroup': { nameProperty: 'Name', arn: arn('scheduler', (name) => `schedule-group/${name}`) },
  'AWS::SES::ConfigurationSet': { nameProperty: 'Name', arn: arn('ses', (name) => `configuration-set/${name}`) },
  'AWS::SES::ConfigurationSetEventDestination': plain,
  'AWS::SES::EmailIdentity': { nameProperty: 'EmailIdentity', arn: arn('ses', (name) => `identity/${name}`) },
  'AWS::SES::ReceiptRuleSet': { nameProperty: 'RuleSetName' },
  'AWS::SES::ReceiptRule': plain,
  'AWS::SecretsManager::Secret': { nameProperty: 'Name', arn: secret, ref: secret, attributes: { Id: secret } },
  'AWS::SecretsManager::SecretTargetAttachment': plain,
  'AWS::IAM::Role': {
    nameProperty: 'RoleName',
    arn: iamArn('role'),
    attributes: { RoleId: ({ name }) => inventedId(name, 21).toUpperCase() },
  },
  'AWS::IAM::Policy': { nameProperty: 'PolicyName' },
  'AWS::IAM::ManagedPolicy': { nameProperty: 'ManagedPolicyName', arn: iamArn('policy'), ref: iamArn('policy') },
  'AWS::KMS::Key': {
    arn: arn('kms', (name) => `key/${name}`),
    attributes: { KeyId: ({ name }) => name },
  },
  'AWS::KMS::Alias': { nameProperty: 'AliasName' },
  'AWS::Logs::LogGroup': { nameProperty: 'LogGroupName', arn: arn('logs', (name) => `log-group:${name}:*`) },
  'AWS::Logs::MetricFilter': plain,
  'AWS::Logs::ResourcePolicy': plain,
  'AWS::CloudWatch::Alarm': { nameProperty: 'AlarmName', arn: arn('cloudwatch', (name) => `alarm:${name}`) },
  'AWS::CloudWatch::CompositeAlarm': { nameProperty: 'AlarmName', arn: arn('cloudwatch', (name) => `alarm:${name}`) },
  'AWS::CloudWatch::Dashboard': { nameProperty: 'DashboardName' },
  'AWS::Cognito::UserPool': {
    nameProperty: 'UserPoolName',
    ref: ({ name }) => `${REGION}_${inventedId(name, 9)}`,
    arn: arn('cognito-idp', (name) => `userpool/${REGION}_${inventedId(name, 9)}`),
    attributes: {
      UserPoolId: ({ name }) => `${REGION}_${inventedId(name, 9)}`,
      ProviderName: ({ name }) => `cognito-idp.${REGION}.amazonaws.com/${REGION}_${inventedId(name, 9)}`,
      // Issues tokens to the users of the pool (local/identity).
      ProviderURL: ({ publicUrl }) => `${publicUrl}/_local/oidc`,
    },
  },
  'AWS::Cognito::UserPoolClient': {
    ref: ({ name }) => inventedId(name, 26),
    attributes: { ClientId: ({ name }) => inventedId(name, 26) },
  },
  'AWS::Cognito::UserPoolDomain': { nameProperty: 'Domain' },
  'AWS::Cognito::UserPoolGroup': { nameProperty: 'GroupName' },
  'AWS::Events::Rule': { nameProperty: 'Name', arn: arn('events', (name) => `rule/${name}`) },
  'AWS::SSM::Parameter': {
    nameProperty: 'Name',
    arn: arn('ssm', (name) => `parameter/${name}`),
    attributes: { Value: property('Value') },
  },
};
