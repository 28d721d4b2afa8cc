import { type Refusal, refusal } from '../gateway/refusal.ts';
import type { AwsRequest, AwsResponse } from '../service.ts';

const RATE = 'Rate exceeded';

/** How each service says that it is asked too often. */
const errors: Readonly<Record<string, Refusal>> = {
  dynamodb: {
    type: 'ProvisionedThroughputExceededException',
    message: 'The level of configured provisioned throughput for the table was exceeded.',
    status: 400,
  },
  sqs: { type: 'RequestThrottled', message: 'Request is throttled.', status: 400 },
  sns: { type: 'Throttled', message: RATE, status: 429 },
  s3: { type: 'SlowDown', message: 'Please reduce your request rate.', status: 503 },
  scheduler: { type: 'ThrottlingException', message: RATE, status: 429 },
  ses: { type: 'TooManyRequestsException', message: 'Maximum sending rate exceeded.', status: 429 },
  lambda: { type: 'TooManyRequestsException', message: RATE, status: 429 },
};

export const throttled = (request: AwsRequest): AwsResponse =>
  refusal(request, errors[request.service] ?? { type: 'ThrottlingException', message: RATE, status: 400 });
