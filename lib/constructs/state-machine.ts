import { readFileSync } from 'node:fs';
import { ArnFormat, type Stack, Validations } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';

export interface MachineProps {
  readonly id: string;
  /** Of the machine, and of its file in `statemachines/`. */
  readonly name: string;
  /** By the token of the definition that stands for the ARN. */
  readonly functions: Readonly<Record<string, LambdaFunction>>;
}

const machineName = (stack: Stack, name: string): string => `${stack.stackName}-${name}`;

/** The ARN of a machine under a name we choose: known to the functions that start it without a circle of references. */
export const machineArnOf = (stack: Stack, name: string): string =>
  stack.formatArn({
    service: 'states',
    resource: 'stateMachine',
    resourceName: machineName(stack, name),
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });

function createRole(stack: Stack, id: string, functions: readonly LambdaFunction[]): Role {
  const invoke = new PolicyStatement({
    actions: ['lambda:InvokeFunction'],
    resources: functions.map((fn) => fn.functionArn),
  });
  const role = new Role(stack, `${id}Role`, {
    assumedBy: new ServicePrincipal('states.amazonaws.com'),
    // CDK adds what tracing and logging need.
    inlinePolicies: { Run: new PolicyDocument({ statements: [invoke] }) },
  });
  Validations.of(role).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'X-Ray and the delivery of Step Functions logs know no resources but *.',
  });
  return role;
}

/** A state machine that may invoke the functions its definition names, and nothing else. */
export function createMachine(stack: Stack, { id, name, functions }: MachineProps): StateMachine {
  const machine = new StateMachine(stack, id, {
    stateMachineName: machineName(stack, name),
    definitionBody: DefinitionBody.fromString(readFileSync(`statemachines/${name}.asl.json`, 'utf8')),
    definitionSubstitutions: Object.fromEntries(
      Object.entries(functions).map(([token, fn]) => [token, fn.functionArn]),
    ),
    role: createRole(stack, id, Object.values(functions)),
    tracingEnabled: true,
    logs: {
      destination: new LogGroup(stack, `${id}Logs`, { retention: RetentionDays.ONE_MONTH }),
      level: LogLevel.ERROR,
      includeExecutionData: false,
    },
  });
  Validations.of(machine).acknowledge({
    id: 'AwsSolutions-SF1',
    reason:
      'Level ALL would cost more than the transitions themselves; every decision is kept on its row, and failures are logged.',
  });
  return machine;
}
