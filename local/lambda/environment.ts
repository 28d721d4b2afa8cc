import { REGION } from '../assembly/resource-types.ts';
import type { FunctionSpec } from './function-spec.ts';

/** The environment Lambda gives a function, with the SDK pointed at the gateway; the template's own variables win. */
export function functionEnvironment(spec: FunctionSpec, gatewayUrl: string): Record<string, string> {
  const { PATH = '' } = process.env;
  return {
    PATH,
    TZ: 'UTC',
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: spec.accessKeyId,
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL: gatewayUrl,
    // The DNS answers by UDP on the port on which the gateway answers by TCP.
    DNS_SERVERS: new URL(gatewayUrl).host,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: spec.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${spec.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    LAMBDA_TASK_ROOT: spec.codeDirectory ?? '',
    _HANDLER: spec.handler,
    ...spec.environment,
  };
}
