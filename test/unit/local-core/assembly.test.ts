import { describe, expect, it } from 'vitest';
import { resolveAssembly } from '../../../local/assembly/load-assembly.ts';
import type { StackSource, Template } from '../../../local/assembly/manifest.ts';

const ADDRESSES = { publicUrl: 'http://localhost:8080', gatewayUrl: 'http://127.0.0.1:4000' };

const aStack = (template: Partial<Template>, name = 'shop'): StackSource => ({
  name,
  parameters: {},
  template: { Parameters: {}, Mappings: {}, Conditions: {}, Resources: {}, Outputs: {}, ...template },
});

const aQueue = (Properties: Record<string, unknown> = {}) => ({ Type: 'AWS::SQS::Queue', Properties });

/** A placeholder of Fn::Sub. */
const token = (name: string) => `\${${name}}`;

const load = (...stacks: StackSource[]) => resolveAssembly({ stacks, assets: new Map() }, ADDRESSES);

/** Resolves one expression next to a few resources it may refer to. */
function resolved(Value: unknown, template: Partial<Template> = {}) {
  const Resources = {
    Jobs: aQueue(),
    Named: aQueue({ QueueName: 'orders' }),
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP' } },
    Door: { Type: 'AWS::Lambda::Function', Properties: {} },
    ...template.Resources,
  };
  const { shop: { it: value } = {} } = load(aStack({ ...template, Resources, Outputs: { it: { Value } } })).outputs;
  return value;
}

describe('intrinsic functions', () => {
  const cases: [name: string, expression: unknown, value: unknown][] = [
    ['Ref of a queue is its URL', { Ref: 'Named' }, 'http://127.0.0.1:4000/000000000000/orders'],
    ['a name is made of stack and logical id', { 'Fn::GetAtt': ['Jobs', 'QueueName'] }, 'shop-Jobs'],
    [
      'an ARN follows its type',
      { 'Fn::GetAtt': 'Door.Arn' },
      'arn:aws:lambda:us-east-1:000000000000:function:shop-Door',
    ],
    [
      'pseudo parameters',
      { 'Fn::Sub': `${token('AWS::Partition')}/${token('AWS::AccountId')}/${token('AWS::StackName')}` },
      'aws/000000000000/shop',
    ],
    [
      'Sub with own variables and attributes',
      { 'Fn::Sub': [`${token('x')}:${token('Jobs.Arn')}:${token('!kept')}`, { x: { Ref: 'Door' } }] },
      `shop-Door:arn:aws:sqs:us-east-1:000000000000:shop-Jobs:${token('kept')}`,
    ],
    ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'Door' }, 3]] }, 'a-shop-Door-3'],
    ['Select of Split', { 'Fn::Select': [1, { 'Fn::Split': ['/', 'a/b/c'] }] }, 'b'],
    ['GetAZs', { 'Fn::Select': ['0', { 'Fn::GetAZs': '' }] }, 'us-east-1a'],
    ['NoValue removes a property', { kept: 1, gone: { Ref: 'AWS::NoValue' } }, { kept: 1 }],
    ['NoValue removes an item', [1, { 'Fn::If': ['Never', 2, { Ref: 'AWS::NoValue' }] }], [1]],
    ['If chooses by condition', { 'Fn::If': ['Always', 'yes', 'no'] }, 'yes'],
    ['FindInMap', { 'Fn::FindInMap': ['Sizes', { Ref: 'Size' }, 'mb'] }, 512],
    ['a list parameter', { Ref: 'Zones' }, ['a', 'b']],
    ['an API answers at the public address', { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] }, 'http://localhost:8080'],
    [
      'also where its address is put together',
      {
        'Fn::Join': [
          '',
          ['https://', { Ref: 'Api' }, '.execute-api.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }, '/x'],
        ],
      },
      'http://localhost:8080/x',
    ],
    [
      'a policy condition is no reference',
      { Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      { Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    ],
  ];
  it.each(cases)('%s', (_, expression, value) => {
    const template = {
      Parameters: { Size: { Type: 'String', Default: 'small' }, Zones: { Type: 'CommaDelimitedList', Default: 'a,b' } },
      Mappings: { Sizes: { small: { mb: 512 } } },
      Conditions: {
        Always: { 'Fn::And': [{ 'Fn::Equals': [{ Ref: 'Size' }, 'small'] }, { 'Fn::Not': [{ Condition: 'Never' }] }] },
        Never: { 'Fn::Or': [{ 'Fn::Equals': ['a', 'b'] }, { 'Fn::Equals': ['a', 'c'] }] },
      },
    };
    expect(resolved(expression, template)).toEqual(value);
  });

  it('refuses a function it does not know by name', () => {
    expect(() => resolved({ 'Fn::Transform': {} })).toThrow('Fn::Transform');
  });
});

describe('an assembly', () => {
  it('resolves values that one stack exports and another imports, whatever their order', () => {
    const user = aStack({ Outputs: { it: { Value: { 'Fn::ImportValue': 'state:url' } } } }, 'user');
    const owner = aStack(
      {
        Resources: { Jobs: aQueue({ QueueName: 'jobs' }) },
        Outputs: { url: { Value: { 'Fn::GetAtt': ['Jobs', 'Arn'] }, Export: { Name: 'state:url' } } },
      },
      'state',
    );
    expect(load(user, owner).outputs).toMatchObject({ user: { it: 'arn:aws:sqs:us-east-1:000000000000:jobs' } });
  });

  it('leaves out a resource whose condition does not hold', () => {
    const Conditions = { Never: { 'Fn::Equals': ['a', 'b'] } };
    const Resources = { Jobs: { ...aQueue(), Condition: 'Never' }, Other: aQueue() };
    expect(load(aStack({ Conditions, Resources })).resources.map(({ logicalId }) => logicalId)).toEqual(['Other']);
  });

  it('lists unknown types that nothing refers to', () => {
    const Resources = {
      A: { Type: 'AWS::CDK::Metadata', Properties: {} },
      B: { Type: 'AWS::CDK::Metadata', Properties: {} },
    };
    expect(load(aStack({ Resources })).ignored).toEqual({ 'AWS::CDK::Metadata': 2 });
  });

  it('names an unknown type that something refers to', () => {
    const Resources = {
      Lake: { Type: 'AWS::Glue::Database', Properties: {} },
      Jobs: aQueue({ Tags: [{ Ref: 'Lake' }] }),
    };
    expect(() => load(aStack({ Resources }))).toThrow(
      'Stack shop refers to Lake, whose type AWS::Glue::Database the embedded cloud does not know',
    );
  });

  it('names an attribute it does not know', () => {
    expect(() => resolved({ 'Fn::GetAtt': ['Jobs', 'Colour'] })).toThrow(
      'no attribute Colour of AWS::SQS::Queue (Jobs)',
    );
  });

  it('refuses a name that refers to itself', () => {
    const Resources = { Jobs: aQueue({ QueueName: { 'Fn::GetAtt': ['Jobs', 'QueueName'] } }) };
    expect(() => load(aStack({ Resources }))).toThrow('The name of Jobs refers to itself');
  });

  it('asks for a parameter that has no default', () => {
    const Parameters = { Stage: { Type: 'String' } };
    expect(() => resolved({ Ref: 'Stage' }, { Parameters })).toThrow('Parameter Stage of stack shop has no default');
  });

  it('gives names that AWS would accept: lower case for buckets, .fifo for FIFO queues', () => {
    const Resources = { Files: { Type: 'AWS::S3::Bucket', Properties: {} }, Line: aQueue({ FifoQueue: true }) };
    expect(load(aStack({ Resources })).resources.map(({ name }) => name)).toEqual(['shop-files', 'shop-Line.fifo']);
  });
});
