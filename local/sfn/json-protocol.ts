import type * as z from 'zod';
import type { AwsRequest, AwsResponse } from '../service.ts';

/** A refusal as AWS words it: error code, HTTP status, sentence. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** One operation of a service: takes the parsed JSON body, returns what is sent back as JSON. */
export type Operation = (input: unknown) => unknown;

/** Answers the AWS JSON protocols, where `X-Amz-Target` names the operation. */
export async function answerJson(
  request: AwsRequest,
  contentType: string,
  operations: Readonly<Record<string, Operation>>,
): Promise<AwsResponse> {
  const name = (request.headers['x-amz-target'] ?? '').split('.').at(-1) ?? '';
  try {
    const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (!operation) throw new AwsError('UnknownOperationException', `${request.service}:${name} is not emulated`, 501);
    return reply(200, contentType, await operation(parseJson(request.body)));
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return reply(error.status, contentType, { __type: error.code, message: error.message });
  }
}

/** Checks an operation's input; the first fault becomes a `ValidationException` that names the member. */
export function checkInput<S extends z.ZodType>(schema: S, input: unknown, code = 'ValidationException'): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new AwsError(
    code,
    `Value at '${issue?.path.join('.') ?? ''}' failed to satisfy constraint: ${issue?.message ?? 'invalid'}`,
  );
}

function parseJson(body: Buffer): unknown {
  try {
    return body.length === 0 ? {} : JSON.parse(body.toString());
  } catch {
    throw new AwsError('SerializationException', 'The request body is not JSON');
  }
}

function reply(status: number, contentType: string, body: unknown): AwsResponse {
  return { status, headers: { 'content-type': contentType }, body: JSON.stringify(body ?? {}) };
}
