import * as z from 'zod';
import type { Assembly } from '../assembly/load-assembly.ts';
import type { FunctionSpec } from '../lambda/function-spec.ts';
import type { Access, Principal } from './authority.ts';
import type { Guard } from './guard.ts';

const Machine = z.object({
  RoleArn: z.string().optional(),
  LoggingConfiguration: z.object({ Level: z.string().default('OFF') }).optional(),
  TracingConfiguration: z.object({ Enabled: z.boolean() }).optional(),
});

const LOG_DELIVERY = [
  'CreateLogDelivery',
  'GetLogDelivery',
  'UpdateLogDelivery',
  'DeleteLogDelivery',
  'ListLogDeliveries',
  'PutResourcePolicy',
  'DescribeResourcePolicies',
  'DescribeLogGroups',
].map((action) => `logs:${action}`);
const SEGMENTS = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'];
const SAMPLING = ['xray:GetSamplingRules', 'xray:GetSamplingTargets'];

/** Rights that Lambda and Step Functions use in the name of what they run: writing logs and traces. */
export class PlatformRights {
  readonly #guard: Guard;
  readonly #machines: ReadonlyMap<string, z.output<typeof Machine>>;
  readonly #started = new Set<string>();

  constructor(guard: Guard, assembly: Assembly) {
    this.#guard = guard;
    const machines = assembly.ofType('AWS::StepFunctions::StateMachine');
    this.#machines = new Map(machines.map(({ arn, name, properties }) => [arn ?? name, Machine.parse(properties)]));
  }

  /** An instance runs a function. Without these rights it runs all the same, but nothing is logged or traced. */
  functionRuns({ roleArn, logicalId, logGroup, traced }: FunctionSpec, instance: string): void {
    if (roleArn === undefined) return;
    const principal: Principal = { kind: 'role', arn: roleArn, name: logicalId };
    const isFirst = !this.#started.has(instance);
    this.#started.add(instance);
    if (isFirst) this.#guard.refusesToAssume(roleArn, 'lambda.amazonaws.com');
    if (logGroup !== undefined) {
      const resource = `arn:aws:logs:us-east-1:000000000000:log-group:${logGroup}:log-stream:local`;
      if (isFirst) this.#guard.refuses(principal, { action: 'logs:CreateLogStream', resource });
      this.#guard.refuses(principal, { action: 'logs:PutLogEvents', resource });
    }
    if (traced) this.#all(principal, SEGMENTS);
  }

  /** A state machine moves on; what its logs and traces need is looked at when it does so for the first time. */
  machineRuns(arn: string): void {
    const machine = this.#started.has(arn) ? undefined : this.#machines.get(arn);
    this.#started.add(arn);
    if (machine?.RoleArn === undefined) return;
    const { RoleArn, LoggingConfiguration, TracingConfiguration } = machine;
    const principal: Principal = { kind: 'role', arn: RoleArn, name: this.#guard.nameOf(RoleArn) };
    this.#guard.refusesToAssume(RoleArn, 'states.amazonaws.com');
    if ((LoggingConfiguration?.Level ?? 'OFF') !== 'OFF') this.#all(principal, LOG_DELIVERY);
    if (TracingConfiguration?.Enabled === true) this.#all(principal, [...SEGMENTS, ...SAMPLING]);
  }

  #all(principal: Principal, actions: readonly string[]): void {
    for (const action of actions) this.#guard.refuses(principal, { action, resource: '*' } satisfies Access);
  }
}
