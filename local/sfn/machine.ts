import { actingAs, type Backplane } from '../service.ts';
import { type Definition, parseDefinition } from './definition.ts';
import { type Integration, integrationOf } from './tasks.ts';

/** A state machine of the template: `definition` is JSON text or the parsed object. */
export interface StateMachineSpec {
  readonly arn: string;
  readonly name: string;
  readonly definition: unknown;
  /** What its tasks act as. */
  readonly roleArn?: string | undefined;
}

export interface Machine {
  readonly arn: string;
  readonly name: string;
  readonly definition: Definition;
  /** The definition as JSON text. */
  readonly text: string;
  readonly integrations: ReadonlyMap<string, Integration>;
}

/** Checks a state machine; throws a sentence that names the machine, the state and what is not emulated. */
export function loadMachine({ arn, name, definition, roleArn }: StateMachineSpec, backplane: Backplane): Machine {
  const own = roleArn === undefined ? backplane : actingAs(backplane, { roleArn, service: 'states.amazonaws.com' });
  const parsed = parseDefinition(name, definition);
  const text = typeof definition === 'string' ? definition : JSON.stringify(definition);
  return { arn, name, definition: parsed, text, integrations: integrationsOf(name, parsed, own) };
}

function integrationsOf(machine: string, { States }: Definition, backplane: Backplane): Map<string, Integration> {
  const found = new Map<string, Integration>();
  for (const [name, state] of Object.entries(States)) {
    if (state.Type !== 'Task') continue;
    const integration = integrationOf(state.Resource, backplane);
    if (!integration)
      throw new Error(
        `State machine ${machine} cannot be run: States.${name}: the resource ${state.Resource} is not emulated`,
      );
    found.set(name, integration);
  }
  return found;
}
