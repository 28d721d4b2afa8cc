import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const Manifest = z.object({
  artifacts: z
    .record(
      z.string(),
      z.object({
        type: z.string(),
        properties: z
          .object({
            templateFile: z.string(),
            stackName: z.string(),
            file: z.string(),
            directoryName: z.string(),
            parameters: z.record(z.string(), z.string()),
          })
          .partial()
          .default({}),
      }),
    )
    .default({}),
});

const Section = z.record(z.string(), z.unknown());
const Template = z.object({
  Parameters: z
    .record(z.string(), z.object({ Type: z.string(), Default: z.union([z.string(), z.number()]).optional() }))
    .default({}),
  Mappings: z.record(z.string(), z.record(z.string(), Section)).default({}),
  Conditions: Section.default({}),
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Condition: z.string().optional(), Properties: Section.default({}) }),
  ),
  Outputs: z
    .record(
      z.string(),
      z.object({
        Value: z.unknown(),
        Condition: z.string().optional(),
        Export: z.object({ Name: z.unknown() }).optional(),
      }),
    )
    .default({}),
});
export type Template = z.infer<typeof Template>;

const AssetManifest = z.object({
  files: z
    .record(
      z.string(),
      z.object({
        source: z.object({ path: z.string().optional() }),
        destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
      }),
    )
    .default({}),
});

export interface StackSource {
  readonly name: string;
  readonly template: Template;
  readonly parameters: Readonly<Record<string, string>>;
}

export interface AssemblySource {
  readonly stacks: readonly StackSource[];
  /** Absolute path of a file asset by the S3 key the template names it with. */
  readonly assets: ReadonlyMap<string, string>;
}

/** Reads a cloud assembly directory and the assemblies nested in it (CDK stages). */
export function readAssembly(directory: string): AssemblySource {
  const stacks: StackSource[] = [];
  const assets = new Map<string, string>();
  for (const [id, { type, properties }] of Object.entries(readManifest(directory).artifacts)) {
    if (type === 'aws:cloudformation:stack' && properties.templateFile !== undefined) {
      const template = parseFile(join(directory, properties.templateFile), Template);
      stacks.push({ name: properties.stackName ?? id, template, parameters: properties.parameters ?? {} });
    }
    if (type === 'cdk:asset-manifest' && properties.file !== undefined) {
      for (const [key, path] of assetPaths(directory, properties.file)) assets.set(key, path);
    }
    if (type === 'cdk:cloud-assembly' && properties.directoryName !== undefined) {
      const nested = readAssembly(join(directory, properties.directoryName));
      stacks.push(...nested.stacks);
      for (const [key, path] of nested.assets) assets.set(key, path);
    }
  }
  return { stacks, assets };
}

function readManifest(directory: string): z.infer<typeof Manifest> {
  try {
    return parseFile(join(directory, 'manifest.json'), Manifest);
  } catch (cause) {
    throw new Error(`No cloud assembly in ${directory}: synthesise the app first (npm run synth).`, { cause });
  }
}

function assetPaths(directory: string, file: string): [string, string][] {
  const { files } = parseFile(join(directory, file), AssetManifest);
  return Object.values(files).flatMap(({ source: { path }, destinations }) =>
    path === undefined
      ? []
      : Object.values(destinations).map(({ objectKey }): [string, string] => [objectKey, join(directory, path)]),
  );
}

function parseFile<T>(file: string, schema: z.ZodType<T>): T {
  return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
}
