import { textAt } from '../../gateway/fields.ts';
import { cognito } from './cognito.ts';
import { dynamodb } from './dynamodb.ts';
import { type Asked, arn, type Mapper, type Need, need } from './need.ts';
import { s3 } from './s3.ts';
import { scheduler } from './scheduler.ts';
import { ses } from './ses.ts';
import { sqs } from './sqs.ts';
import { states } from './states.ts';

const onSecret =
  (action: string): Mapper =>
  ({ view, lookups }) => {
    const id = textAt(view.json, 'SecretId') ?? '';
    return [need(action, lookups.secretArn(id) ?? arn('secretsmanager', `secret:${id}`))];
  };

const onTopic =
  (action: string): Mapper =>
  ({ view }) => [need(action, view.form.get('TopicArn') ?? '*')];

const invoke: Mapper = ({ view }) => {
  const name = view.target?.params['FunctionName'] ?? '';
  const [plain = '', qualifier] = name.startsWith('arn:') ? [name] : name.split(':');
  const full = plain.startsWith('arn:') ? plain : arn('lambda', `function:${plain}`);
  return [need('lambda:InvokeFunction', qualifier === undefined ? full : `${full}:${qualifier}`)];
};

/** By signing name and operation. What is missing here is denied: nobody has said which right it needs. */
const mappers: Readonly<Record<string, Readonly<Record<string, Mapper>>>> = {
  'cognito-idp': cognito,
  dynamodb,
  s3,
  scheduler,
  ses,
  sqs,
  states,
  lambda: { Invoke: invoke },
  monitoring: { PutMetricData: () => [need('cloudwatch:PutMetricData', '*')] },
  secretsmanager: {
    GetSecretValue: onSecret('secretsmanager:GetSecretValue'),
    DescribeSecret: onSecret('secretsmanager:DescribeSecret'),
  },
  sns: {
    Publish: onTopic('sns:Publish'),
    PublishBatch: onTopic('sns:Publish'),
    GetTopicAttributes: onTopic('sns:GetTopicAttributes'),
  },
  sts: { GetCallerIdentity: () => [] },
};

/** The rights a call needs; undefined for an operation that has no entry here. */
export function needsOf(asked: Asked): readonly Need[] | undefined {
  const operations = mappers[asked.request.service];
  const operation = asked.view.operation ?? '';
  return operations && Object.hasOwn(operations, operation) ? operations[operation]?.(asked) : undefined;
}
