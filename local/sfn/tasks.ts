import * as z from 'zod';
import { AccessDenied, type Backplane, FunctionError } from '../service.ts';
import { AslError, runtimeError } from './asl-error.ts';

/** How a task's resource is called. `input` is the effective input with `Parameters` filled in. */
export interface Integration {
  readonly waitsForToken: boolean;
  run(input: unknown): Promise<unknown>;
}

const CALLBACK = '.waitForTaskToken';
const LAMBDA_ARN = /^arn:[\w-]+:lambda:[^:]+:\d+:function:/;

const LambdaInvoke = z.object({ FunctionName: z.string(), Payload: z.unknown().optional() });
const SendMessage = z.object({
  QueueUrl: z.string(),
  MessageBody: z.unknown(),
  MessageGroupId: z.string().optional(),
});

type Call = (backplane: Backplane, input: unknown) => Promise<unknown>;

/** Optimised integrations by the part of the ARN behind `:states:::`. */
const calls: Readonly<Record<string, Call>> = {
  'lambda:invoke': async (backplane, input) => {
    const { FunctionName, Payload } = parameters(LambdaInvoke, input);
    return {
      ExecutedVersion: '$LATEST',
      Payload: await invoke(backplane, FunctionName, Payload ?? {}),
      StatusCode: 200,
    };
  },
  'sqs:sendMessage': async (backplane, input) => {
    const { QueueUrl, MessageBody, MessageGroupId } = parameters(SendMessage, input);
    const body = typeof MessageBody === 'string' ? MessageBody : JSON.stringify(MessageBody);
    try {
      await backplane.sendMessage(queueArnOf(QueueUrl), body, MessageGroupId);
    } catch (error) {
      throw error instanceof AccessDenied ? new AslError('SQS.SqsException', error.message) : error;
    }
    return {};
  },
};

/** The integration behind a Task's `Resource`, or undefined when it is not emulated. */
export function integrationOf(resource: string, backplane: Backplane): Integration | undefined {
  if (LAMBDA_ARN.test(resource)) return { waitsForToken: false, run: (input) => invoke(backplane, resource, input) };
  const waitsForToken = resource.endsWith(CALLBACK);
  const plain = waitsForToken ? resource.slice(0, -CALLBACK.length) : resource;
  const name = /^arn:[\w-]+:states:::(.+)$/.exec(plain)?.[1];
  const call = name !== undefined && Object.hasOwn(calls, name) ? calls[name] : undefined;
  return call && { waitsForToken, run: (input) => call(backplane, input) };
}

async function invoke(backplane: Backplane, functionArn: string, payload: unknown): Promise<unknown> {
  try {
    return (await backplane.invoke(functionArn, payload)) ?? null;
  } catch (error) {
    if (error instanceof FunctionError) {
      throw new AslError(error.errorType, JSON.stringify({ errorType: error.errorType, errorMessage: error.message }));
    }
    if (error instanceof AccessDenied) throw new AslError('Lambda.AWSLambdaException', error.message);
    throw new AslError('Lambda.ServiceException', error instanceof Error ? error.message : String(error));
  }
}

function parameters<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw runtimeError(`The parameter ${issue?.path.join('.') ?? ''} of the task is not valid: ${issue?.message ?? ''}`);
}

/** `https://host/<account>/<name>` names the queue `<name>`. */
function queueArnOf(queueUrl: string): string {
  const [account, name] = new URL(queueUrl).pathname.split('/').slice(-2);
  if (!account || !name) throw runtimeError(`'${queueUrl}' is not the URL of a queue`);
  return `arn:aws:sqs:us-east-1:${account}:${name}`;
}
