import * as z from 'zod';

/** DynamoDB's low-level API without an SDK: operation and JSON in, JSON out. */
export type DynamoCall = (operation: string, input: object) => Promise<unknown>;

const Refusal = z.object({ __type: z.string(), message: z.string().optional(), Message: z.string().optional() });

export class DynamoError extends Error {
  override readonly name = 'DynamoError';
  /** The exception's name without its namespace. */
  readonly type: string;

  constructor(type: string, message: string) {
    super(`${type}: ${message}`);
    this.type = type;
  }
}

export function dynamoClient(endpoint: string): DynamoCall {
  return async (operation, input) => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-date': '20200101T000000Z',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
        authorization:
          'AWS4-HMAC-SHA256 Credential=local/20200101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
      },
      body: JSON.stringify(input),
    });
    const output: unknown = await response.json();
    if (response.ok) return output;
    const { __type, message, Message } = Refusal.parse(output);
    throw new DynamoError(__type.split('#').at(-1) ?? __type, message ?? Message ?? operation);
  };
}
