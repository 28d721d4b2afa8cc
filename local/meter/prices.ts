/** What AWS charges in us-east-1, without free tiers. `source` is a section of the project's AWS notes or AWS's price list. */
interface Price {
  readonly usd: number;
  /** Units that `usd` buys. */
  readonly per: number;
  readonly source: string;
}

const MILLION = 1_000_000;

const list = {
  dynamodbWriteUnit: { usd: 0.625, per: MILLION, source: 'DynamoDB on-demand: write $0.625/M WRU (1 KB)' },
  dynamodbReadUnit: {
    usd: 0.125,
    per: MILLION,
    source: 'DynamoDB on-demand: read $0.125/M RRU (4 KB strong; EC half)',
  },
  sqsRequest: { usd: 0.4, per: MILLION, source: 'SQS: standard $0.40/M requests (64 KB units)' },
  sqsFairRequest: { usd: 0.5, per: MILLION, source: 'SQS: fair-queue use +$0.10/M' },
  snsPublish: { usd: 0.5, per: MILLION, source: 'cost model: each SNS 0.50 per million (64 KB units)' },
  lambdaRequest: { usd: 0.2, per: MILLION, source: 'Lambda: $0.20/M requests' },
  lambdaGbSecondArm: { usd: 0.0000133334, per: 1, source: 'Lambda: arm64 $0.0000133334/GB-s, INIT billed' },
  lambdaGbSecondX86: { usd: 0.0000166667, per: 1, source: 'Lambda: x86 $0.0000166667/GB-s, INIT billed' },
  stateTransition: { usd: 25, per: MILLION, source: 'Step Functions Standard: $25 per million, retries count' },
  schedulerInvocation: { usd: 1, per: MILLION, source: 'EventBridge Scheduler: $1.00/M invocations' },
  s3Put: { usd: 0.005, per: 1000, source: 'AWS price list: S3 Standard PUT, COPY, POST, LIST' },
  s3Get: { usd: 0.0004, per: 1000, source: 'AWS price list: S3 Standard GET and all others' },
  sesRecipient: { usd: 0.1, per: 1000, source: 'SES à la carte: $0.10 per 1,000 recipients' },
  sesInbound: { usd: 0.1, per: 1000, source: 'SES inbound: $0.10/1,000' },
  sesInboundChunk: { usd: 0.09, per: 1000, source: 'SES inbound: $0.09 per 1,000 chunks of 256 KB' },
  apiRequest: { usd: 1, per: MILLION, source: 'API Gateway HTTP API: $1.00/M, 512 KB units' },
  secretCall: { usd: 0.05, per: 10_000, source: 'AWS price list: Secrets Manager API calls' },
  metricCall: { usd: 0.01, per: 1000, source: 'AWS price list: CloudWatch PutMetricData requests' },
  logByte: { usd: 0.5, per: 1_000_000_000, source: 'CloudWatch Logs: $0.50/GB' },
  trace: { usd: 5, per: MILLION, source: 'AWS price list: X-Ray traces recorded' },
} as const satisfies Record<string, Price>;

export type PriceName = keyof typeof list;

/** Dollars for `units` of something. */
export const priceOf = (name: PriceName, units: number): number => (units * list[name].usd) / list[name].per;
