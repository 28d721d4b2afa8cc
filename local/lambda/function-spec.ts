import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Resource } from '../assembly/stack.ts';

const Properties = z.object({
  Handler: z.string().default('index.handler'),
  Timeout: z.number().default(3),
  MemorySize: z.number().default(128),
  Role: z.string().optional(),
  Architectures: z.array(z.enum(['x86_64', 'arm64'])).default(['x86_64']),
  LoggingConfig: z.object({ LogGroup: z.string().optional() }).optional(),
  TracingConfig: z.object({ Mode: z.string() }).optional(),
  Code: z.object({ S3Key: z.string().optional() }).default({}),
  Environment: z
    .object({ Variables: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)) })
    .default({ Variables: {} }),
});

export interface FunctionSpec {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  readonly handler: string;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  /** Undefined when the code is not a directory of the cloud assembly. */
  readonly codeDirectory: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  /** Tells the gateway which function a call comes from. */
  readonly accessKeyId: string;
  readonly roleArn: string | undefined;
  readonly architecture: 'x86_64' | 'arm64';
  /** The log group the template gives it; undefined when it has none of its own. */
  readonly logGroup: string | undefined;
  readonly traced: boolean;
}

export function functionSpec(resource: Resource, assets: ReadonlyMap<string, string>): FunctionSpec {
  const { Handler, Timeout, MemorySize, Code, Environment, ...more } = Properties.parse(resource.properties);
  return {
    logicalId: resource.logicalId,
    name: resource.name,
    arn: resource.arn ?? resource.name,
    handler: Handler,
    timeoutMs: Timeout * 1000,
    memoryMb: MemorySize,
    codeDirectory: Code.S3Key === undefined ? undefined : assets.get(Code.S3Key),
    environment: Environment.Variables,
    accessKeyId: accessKeyId(`${resource.stack}/${resource.logicalId}`),
    roleArn: more.Role,
    architecture: more.Architectures[0] ?? 'x86_64',
    logGroup: more.LoggingConfig?.LogGroup,
    traced: more.TracingConfig?.Mode === 'Active',
  };
}

function accessKeyId(identity: string): string {
  return `AKIA${createHash('sha256').update(identity).digest('hex').slice(0, 16).toUpperCase()}`;
}
