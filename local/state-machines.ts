import { readFileSync } from 'node:fs';
import * as z from 'zod';
import type { Assembly } from './assembly/load-assembly.ts';
import { substitute } from './assembly/references.ts';
import type { Resource } from './assembly/stack.ts';

const Properties = z.object({
  RoleArn: z.string().optional(),
  DefinitionString: z.string().optional(),
  Definition: z.record(z.string(), z.unknown()).optional(),
  DefinitionS3Location: z.object({ Key: z.string() }).optional(),
  DefinitionSubstitutions: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String))
    .default({}),
});

interface StateMachineSource {
  readonly arn: string;
  readonly name: string;
  /** Amazon States Language as JSON, with the template's substitutions made. */
  readonly definition: string;
  readonly roleArn: string | undefined;
}

/** The state machines of the template, whose definitions are inline or file assets. */
export function stateMachines(assembly: Assembly): StateMachineSource[] {
  return assembly.ofType('AWS::StepFunctions::StateMachine').map((resource) => {
    const { DefinitionSubstitutions: values, ...properties } = Properties.parse(resource.properties);
    const definition = substitute(definitionText(resource, properties, assembly.assets), (token) => {
      const value = values[token];
      if (value === undefined) throw new Error(`${resource.logicalId} has no substitution for \${${token}}`);
      return value;
    });
    return { arn: resource.arn ?? resource.name, name: resource.name, definition, roleArn: properties.RoleArn };
  });
}

function definitionText(
  { logicalId }: Resource,
  { DefinitionString, Definition, DefinitionS3Location }: Omit<z.infer<typeof Properties>, 'DefinitionSubstitutions'>,
  assets: ReadonlyMap<string, string>,
): string {
  if (DefinitionString !== undefined) return DefinitionString;
  if (Definition !== undefined) return JSON.stringify(Definition);
  const file = assets.get(DefinitionS3Location?.Key ?? '');
  if (file === undefined) throw new Error(`${logicalId} has no definition in the cloud assembly`);
  return readFileSync(file, 'utf8');
}
