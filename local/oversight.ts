import type { Assembly } from './assembly/load-assembly.ts';
import { Deliveries } from './faults/deliveries.ts';
import { FaultSet } from './faults/fault-set.ts';
import { injection } from './faults/injection.ts';
import type { Gateway } from './gateway/gateway.ts';
import type { Invoke } from './http-api/authorizer.ts';
import { Authority } from './iam/authority.ts';
import { Denials } from './iam/denials.ts';
import { enforcement } from './iam/enforcement.ts';
import { Guard, guarded } from './iam/guard.ts';
import type { Lookups } from './iam/needs/need.ts';
import { PlatformRights } from './iam/platform-rights.ts';
import { readPolicies } from './iam/policies.ts';
import type { LambdaObserver } from './lambda/observer.ts';
import { Meter } from './meter/meter.ts';
import { chunksOf, metered } from './meter/metered-backplane.ts';
import type { OnTopicDelivery } from './queues/topic-delivery.ts';
import type { Backplane, Clock } from './service.ts';

interface OversightOptions {
  readonly assembly: Assembly;
  readonly clock: Clock;
  readonly attribute?: RegExp | undefined;
}

const UNKNOWN: Lookups = {
  hasIdentity: () => false,
  machineOfToken: () => undefined,
  secretArn: () => undefined,
  machineArns: [],
};

/** Enforcement, meter and faults: everything that looks at what functions and services do to each other. */
export class Oversight {
  readonly authority: Authority;
  readonly guard: Guard;
  readonly meter: Meter;
  readonly faults = new FaultSet();
  readonly #rights: PlatformRights;
  readonly #deliveries: Deliveries;
  readonly #roles: ReadonlyMap<string, string>;
  #lookups = UNKNOWN;

  constructor({ assembly, clock, attribute }: OversightOptions) {
    this.authority = new Authority(readPolicies(assembly));
    this.guard = new Guard(this.authority, new Denials());
    this.meter = new Meter({ clock, attribute });
    this.#rights = new PlatformRights(this.guard, assembly);
    this.#deliveries = new Deliveries({ faults: this.faults, clock });
    this.#roles = rolesOf(assembly);
  }

  /** Gives enforcement what only the services know. */
  ask(lookups: Lookups): void {
    this.#lookups = lookups;
  }

  /** Puts itself before the services: rights first, then faults, and the meter counts what is really executed. */
  watch(gateway: Gateway, crash: (instance: string) => Promise<void>): void {
    const { guard, faults } = this;
    const lookups = () => this.#lookups;
    gateway.intercept(enforcement({ guard, lookups, roleOf: (caller) => this.#roles.get(caller) }));
    gateway.intercept(injection({ faults, crash }));
    gateway.intercept(this.meter.interceptor);
  }

  /** What services reach each other through. */
  backplane(plain: Backplane): Backplane {
    return guarded(metered(plain, this.meter.bill), this.guard);
  }

  readonly lambda: LambdaObserver = {
    began: (spec, instance, payload) => {
      this.#rights.functionRuns(spec, instance);
      this.meter.runBegan(instance, payload);
    },
    ended: (spec, instance, run) => this.meter.runEnded(spec, instance, run),
    printed: (spec, instance, line) => this.meter.printed(spec, instance, line),
    crashes: ({ logicalId }, payload) => {
      const invocation = { service: 'lambda', action: 'invoke', principal: logicalId, text: () => payload };
      const kind = this.faults.none ? undefined : this.faults.take(invocation)?.rule.kind;
      return kind === 'crash_before' ? 'before' : kind === 'crash_after' ? 'after' : undefined;
    },
  };

  readonly transition = (machineArn: string, input: string): void => {
    this.#rights.machineRuns(machineArn);
    this.meter.bill('stateTransition', input);
  };

  /** Runs functions for API Gateway, as their permissions allow. */
  apiInvoke(invoke: (arn: string, payload: unknown) => Promise<unknown>, arnOf: (id: string) => string): Invoke {
    return async (id, payload, sourceArn) => {
      const principal = { kind: 'service', name: 'apigateway.amazonaws.com', sourceArn } as const;
      this.guard.require(principal, { action: 'lambda:InvokeFunction', resource: arnOf(id) });
      return invoke(id, payload);
    };
  }

  /** A topic's message for a queue, which the queue's policy has to admit. */
  readonly delivery: OnTopicDelivery = ({ topicArn, queue, body, deliver }) => {
    const principal = { kind: 'service', name: 'sns.amazonaws.com', sourceArn: topicArn } as const;
    if (this.guard.refuses(principal, { action: 'sqs:SendMessage', resource: queue.arn }) !== undefined) return;
    this.#deliveries.bring({
      queue: queue.name,
      body,
      deliver: () => {
        deliver();
        this.meter.bill('sqsRequest', body, chunksOf(body));
      },
    });
  };
}

function rolesOf(assembly: Assembly): Map<string, string> {
  const roles = new Map<string, string>();
  for (const { logicalId, properties } of assembly.ofType('AWS::Lambda::Function')) {
    if (typeof properties['Role'] === 'string') roles.set(logicalId, properties['Role']);
  }
  return roles;
}
