import { join } from 'node:path';
import type { Assembly } from './assembly/load-assembly.ts';
import { createBackplane } from './backplane.ts';
import type { VirtualClock } from './clock/virtual-clock.ts';
import type { ControlRoutes } from './control/routes.ts';
import type { Gateway } from './gateway/gateway.ts';
import type { UserPool } from './identity/user-pool.ts';
import type { LambdaRuntime } from './lambda/runtime.ts';
import { mailboxRoutes } from './mailbox/mailbox.ts';
import type { Oversight } from './oversight.ts';
import { createPeople } from './people/people.ts';
import type { Broker } from './queues/broker.ts';
import { createScheduler } from './scheduler/scheduler.ts';
import { createSecretsManager } from './secrets/secrets-manager.ts';
import type { AwsService, Backplane } from './service.ts';
import { createSes, type Ses } from './ses/ses.ts';
import { createStepFunctions } from './sfn/step-functions.ts';
import { stateMachines } from './state-machines.ts';

interface ServicesOptions {
  readonly assembly: Assembly;
  readonly broker: Broker;
  readonly lambda: LambdaRuntime;
  readonly gateway: Gateway;
  readonly control: ControlRoutes;
  readonly clock: VirtualClock;
  readonly dataDir: string;
  readonly publicUrl: string;
  readonly oversight: Oversight;
  readonly pool: UserPool;
}

interface Durable {
  resume?(): void;
  close(): Promise<void>;
}

/** Puts the services that keep their own state behind the gateway and lets them continue where they stopped. */
export function addServices(started: AsyncDisposableStack, options: ServicesOptions): Ses {
  const { broker, lambda, gateway } = options;
  const startExecution: Backplane['startExecution'] = async (arn, input, name) => {
    states.start(arn, input, name);
  };
  const backplane = options.oversight.backplane(createBackplane({ broker, lambda, startExecution }));
  const states = stepFunctions(options, backplane);
  const ses = mail(options, backplane);
  const people = createPeople({ ses, clock: options.clock, file: join(options.dataDir, 'people.db') });
  const scheduler = schedules(options, backplane);
  const secretsmanager = secrets(options);
  options.oversight.ask({
    hasIdentity: (name) => ses.hasIdentity(name),
    machineOfToken: (token) => states.machineOfToken(token),
    secretArn: (id) => secretsmanager.arnOf(id),
    machineArns: options.assembly.ofType('AWS::StepFunctions::StateMachine').map(({ ref }) => ref),
  });

  const services: Readonly<Record<string, AwsService>> = {
    states,
    ses,
    scheduler,
    secretsmanager,
    'cognito-idp': options.pool,
  };
  for (const [signingName, service] of Object.entries(services)) gateway.register(signingName, service);
  for (const routes of [ses.routes, people.routes, mailboxRoutes({ ses, clock: options.clock })]) {
    options.control.registerAll(routes);
  }
  const durable: readonly Durable[] = [options.pool, secretsmanager, states, ses, people, scheduler];
  for (const service of durable) {
    started.defer(() => service.close());
    service.resume?.();
  }
  return ses;
}

function stepFunctions({ assembly, clock, dataDir, oversight }: ServicesOptions, backplane: Backplane) {
  return createStepFunctions({
    stateMachines: stateMachines(assembly),
    clock,
    backplane,
    file: join(dataDir, 'states.db'),
    onTransition: oversight.transition,
  });
}

function schedules({ assembly, clock, dataDir, oversight }: ServicesOptions, backplane: Backplane) {
  return createScheduler({
    schedules: assembly.ofType('AWS::Scheduler::Schedule'),
    groups: assembly.ofType('AWS::Scheduler::ScheduleGroup').map(({ name }) => name),
    clock,
    backplane,
    file: join(dataDir, 'scheduler.db'),
    bill: oversight.meter.bill,
  });
}

function secrets({ assembly, clock, dataDir }: ServicesOptions) {
  const declared = assembly.ofType('AWS::SecretsManager::Secret');
  const specs = declared.map(({ arn, name, properties }) => ({ arn: arn ?? name, name, properties }));
  return createSecretsManager({ secrets: specs, clock, file: join(dataDir, 'secrets.db') });
}

function mail({ assembly, clock, dataDir, publicUrl, oversight }: ServicesOptions, backplane: Backplane): Ses {
  const properties = (type: string) => assembly.ofType(`AWS::SES::${type}`).map((resource) => resource.properties);
  return createSes({
    resources: {
      configurationSets: assembly
        .ofType('AWS::SES::ConfigurationSet')
        .map(({ name, properties }) => ({ Name: name, ...properties })),
      eventDestinations: properties('ConfigurationSetEventDestination'),
      identities: properties('EmailIdentity'),
      receiptRules: properties('ReceiptRule'),
    },
    clock,
    backplane,
    bill: oversight.meter.bill,
    file: join(dataDir, 'ses.db'),
    publicUrl: () => publicUrl,
  });
}
