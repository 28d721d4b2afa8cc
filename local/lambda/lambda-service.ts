import { type AwsRequest, type AwsResponse, type AwsService, FunctionError } from '../service.ts';
import type { LambdaRuntime } from './runtime.ts';

const INVOKE = /^\/2015-03-31\/functions\/([^/?]+)\/invocations(?:\?|$)/;
const JSON_TYPE = { 'content-type': 'application/json' };

/** The Invoke operation, so that product code can call functions through the SDK. */
export function lambdaService(runtime: LambdaRuntime): AwsService {
  return {
    handle: async (request) => {
      const id = decodeURIComponent(INVOKE.exec(request.url)?.[1] ?? '');
      if (id === '' || request.method !== 'POST')
        return problem(501, 'NotImplemented', `Lambda ${request.method} ${request.url}`);
      if (!runtime.has(id)) return problem(404, 'ResourceNotFoundException', `Function not found: ${id}`);
      return invoke(runtime, id, request);
    },
  };
}

async function invoke(runtime: LambdaRuntime, id: string, { headers, body }: AwsRequest): Promise<AwsResponse> {
  const payload: unknown = body.length === 0 ? {} : JSON.parse(body.toString());
  if (headers['x-amz-invocation-type'] === 'DryRun') return { status: 204 };
  if (headers['x-amz-invocation-type'] === 'Event') {
    runtime.invokeLater(id, payload);
    return { status: 202 };
  }
  try {
    return { status: 200, headers: JSON_TYPE, body: JSON.stringify(await runtime.invoke(id, payload)) };
  } catch (error) {
    if (!(error instanceof FunctionError)) throw error;
    const { errorType, message: errorMessage } = error;
    return {
      status: 200,
      headers: { ...JSON_TYPE, 'x-amz-function-error': 'Unhandled' },
      body: JSON.stringify({ errorType, errorMessage }),
    };
  }
}

function problem(status: number, type: string, message: string): AwsResponse {
  return {
    status,
    headers: { ...JSON_TYPE, 'x-amzn-errortype': type },
    body: JSON.stringify({ Type: 'User', message }),
  };
}
