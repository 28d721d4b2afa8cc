import type { Json } from './json.ts';
import { type AssemblySource, readAssembly, type StackSource } from './manifest.ts';
import { type Addresses, resourceTypes } from './resource-types.ts';
import { type Resource, Stack } from './stack.ts';

export interface Assembly {
  readonly resources: readonly Resource[];
  /** Absolute path of a file asset by the S3 key the template names it with. */
  readonly assets: ReadonlyMap<string, string>;
  /** Types that the embedded cloud does not know and nothing refers to, with how many there are. */
  readonly ignored: Readonly<Record<string, number>>;
  /** Outputs of all stacks by stack name. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  ofType(...types: readonly string[]): readonly Resource[];
}

/** Loads a synthesised CDK app from `directory` and resolves all its expressions; `parameters` are for any stack. */
export function loadAssembly(
  directory: string,
  addresses: Addresses,
  parameters: Readonly<Record<string, string>> = {},
): Assembly {
  const { stacks, assets } = readAssembly(directory);
  const given = stacks.map((stack) => ({ ...stack, parameters: { ...stack.parameters, ...parameters } }));
  return resolveAssembly({ stacks: given, assets }, addresses);
}

export function resolveAssembly({ stacks, assets }: AssemblySource, addresses: Addresses): Assembly {
  const exported = new Map<string, () => Json>();
  const importValue = (name: string): Json => {
    const value = exported.get(name);
    if (!value) throw new Error(`No stack of the assembly exports ${name}`);
    return value();
  };
  const loaded = stacks.map((source) => ({ source, stack: new Stack(source, addresses, importValue) }));
  for (const { stack } of loaded) for (const [name, value] of stack.exports()) exported.set(name, value);

  const ignored: Record<string, number> = {};
  const resources = loaded.flatMap(({ source, stack }) => stackResources(source, stack, ignored));
  return {
    resources,
    assets,
    ignored,
    outputs: Object.fromEntries(loaded.map(({ stack }) => [stack.name, stack.outputs()])),
    ofType: (...types) => resources.filter(({ type }) => types.includes(type)),
  };
}

function stackResources(source: StackSource, stack: Stack, ignored: Record<string, number>): Resource[] {
  const { Resources } = source.template;
  return Object.entries(Resources).flatMap(([logicalId, { Type, Condition }]) => {
    if (Condition !== undefined && !stack.condition(Condition)) return [];
    const type = resourceTypes[Type];
    if (type) return [stack.resource(logicalId, type)];
    ignored[Type] = (ignored[Type] ?? 0) + 1;
    return [];
  });
}
