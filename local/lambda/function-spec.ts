import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Resource } from '../assembly/stack.ts';

const Properties = z.object({
  Handler: z.string().default('index.handler'),
  Timeout: z.number().default(3),
  MemorySize: z.number().default(128),
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
}

export function functionSpec(resource: Resource, assets: ReadonlyMap<string, string>): FunctionSpec {
  const { Handler, Timeout, MemorySize, Code, Environment } = Properties.parse(resource.properties);
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
  };
}

function accessKeyId(identity: string): string {
  return `AKIA${createHash('sha256').update(identity).digest('hex').slice(0, 16).toUpperCase()}`;
}
