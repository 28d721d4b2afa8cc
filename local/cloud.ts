import { join } from 'node:path';
import { type Assembly, loadAssembly } from './assembly/load-assembly.ts';
import { type ClockMode, VirtualClock } from './clock/virtual-clock.ts';
import { addCompute, type Compute } from './compute.ts';
import { clockRoutes } from './control/clock-routes.ts';
import { oversightRoutes } from './control/oversight-routes.ts';
import { ControlRoutes, json } from './control/routes.ts';
import { openDataDirectory } from './data-directory.ts';
import { listenForNames } from './dns/dns-server.ts';
import { Zone } from './dns/zone.ts';
import type { FaultReport } from './faults/fault-set.ts';
import type { FaultInput } from './faults/rules.ts';
import { Gateway, type Interceptor } from './gateway/gateway.ts';
import { apiSpecs } from './http-api/api-spec.ts';
import { HttpApi } from './http-api/http-api.ts';
import { PublicServer } from './http-api/public-server.ts';
import type { IamReport } from './iam/report.ts';
import { createIdentity } from './identity/identity.ts';
import type { FunctionLogs } from './lambda/logs.ts';
import type { FunctionUsage } from './lambda/usage.ts';
import { replyRoute } from './mailbox/reply-route.ts';
import type { MeterReport } from './meter/report.ts';
import { Oversight } from './oversight.ts';
import { type Broker, openBroker } from './queues/broker.ts';
import { messagingService } from './queues/messaging-service.ts';
import { provision } from './queues/provision.ts';
import { addServices } from './services.ts';
import { listenForMail } from './smtp/smtp-listener.ts';
import { addDynamo } from './storage.ts';

export interface CloudOptions {
  /** A synthesised cloud assembly, `cdk.out`. */
  readonly assemblyDir: string;
  /** Where all state is kept. */
  readonly dataDir: string;
  /** The public port; 0 takes a free one. */
  readonly port: number;
  readonly clock: ClockMode;
  /** Where mail to the domains of the receipt rules is taken by SMTP; 0 takes a free port, without it none is. */
  readonly smtpPort?: number;
  /** Begins with an empty data directory. */
  readonly fresh: boolean;
  /** Values for the template's parameters, in place of their defaults. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** See every SDK call before its service does, the first one first. */
  readonly interceptors?: readonly Interceptor[];
  /** Worker threads per function; 2 when left out. */
  readonly concurrency?: number;
  /** Finds the ids in calls and payloads that the meter adds costs up for. */
  readonly attribute?: RegExp;
}

export interface Cloud {
  /** The public HTTP API, `http://localhost:<port>`. */
  readonly url: string;
  /** Where SDK clients find every service. */
  readonly gatewayUrl: string;
  /** The port that takes mail; null where none does. */
  readonly smtpPort: number | null;
  readonly clock: VirtualClock;
  readonly assembly: Assembly;
  readonly logs: FunctionLogs;
  /** Which statements of the template's policies were needed, and what they did not allow. */
  readonly iam: { report(): IamReport };
  /** What was used and what it would cost on AWS; `contacts` adds the cost of a thousand of them. */
  readonly meter: { report(contacts?: number): MeterReport; reset(): void };
  /** CPU time and memory of the runs so far, by the logical id of their function. */
  usage(): Readonly<Record<string, FunctionUsage>>;
  /** Faults to inject; `set` takes the place of the rules before and throws a ZodError that names what is wrong. */
  readonly faults: { set(input: FaultInput): void; clear(): void; report(): FaultReport };
  /** Runs a function by logical id, name or ARN; rejects with a FunctionError. */
  invoke(id: string, payload: unknown): Promise<unknown>;
  /** Kills one running instance of a function, as a crash would. False when none is running. */
  crash(id: string): Promise<boolean>;
  close(): Promise<void>;
}

/** Runs a cloud assembly. Several clouds can run in one process, each with its own data directory. */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  // Lambda runs in UTC; the time zone belongs to the process and cannot be set per thread.
  Object.assign(process.env, { TZ: 'UTC' });
  await using started = new AsyncDisposableStack();
  const doors = await openDoors(started, options);
  const ready = doors.clock.busy('start');
  const addresses = { publicUrl: doors.url, gatewayUrl: doors.gatewayUrl };
  const assembly = loadAssembly(options.assemblyDir, addresses, options.parameters);
  const { clock } = doors;
  const oversight = new Oversight({ assembly, clock, attribute: options.attribute });
  const { lambda, logs, smtpPort } = await furnish(started, { ...doors, assembly, oversight }, options);
  ready();

  const running = started.move();
  return {
    url: doors.url,
    gatewayUrl: doors.gatewayUrl,
    smtpPort,
    clock,
    assembly,
    logs,
    iam: oversight.authority,
    meter: oversight.meter,
    faults: oversight.faults,
    usage: () => lambda.usage(),
    invoke: (id, payload) => lambda.invoke(id, payload),
    crash: (id) => lambda.terminateOne(id),
    close: () => running.disposeAsync(),
  };
}

interface Doors {
  readonly dataDir: string;
  readonly clock: VirtualClock;
  readonly control: ControlRoutes;
  readonly server: PublicServer;
  readonly gateway: Gateway;
  readonly url: string;
  readonly gatewayUrl: string;
}

/** Ports come first: the template's expressions contain the addresses. */
async function openDoors(started: AsyncDisposableStack, options: CloudOptions): Promise<Doors> {
  const dataDir = await openDataDirectory(options.dataDir, options.fresh);
  const clock = new VirtualClock({ mode: options.clock, file: join(dataDir, 'clock.json') });
  started.defer(() => clock.close());
  const control = new ControlRoutes();
  const gateway = started.adopt(new Gateway({ clock, interceptors: options.interceptors ?? [] }), (running) =>
    running.close(),
  );
  const server = started.adopt(new PublicServer({ control, clock }), (running) => running.close());
  const url = `http://localhost:${await server.listen(options.port)}`;
  const gatewayUrl = `http://127.0.0.1:${await gateway.listen()}`;
  return { dataDir, clock, control, server, gateway, url, gatewayUrl };
}

interface House extends Doors {
  readonly assembly: Assembly;
  readonly oversight: Oversight;
}

async function furnish(
  started: AsyncDisposableStack,
  house: House,
  { concurrency = 2, smtpPort }: CloudOptions,
): Promise<Compute & { readonly smtpPort: number | null }> {
  const { clock, control, server, url: publicUrl, assembly, oversight } = house;
  const broker = await addBroker(started, house);
  await addDynamo(started, house);
  const compute = addCompute(started, { ...house, broker, concurrency });
  const { lambda, sources } = compute;
  const identity = started.adopt(await createIdentity({ ...house, publicUrl }), (open) => open.close());
  const ses = addServices(started, { ...house, broker, lambda, publicUrl, pool: identity.pool });
  server.mount(identity.path, identity.issuer);

  control.registerAll(clockRoutes(clock));
  control.register('GET', '/_local/health', () => json({ status: 'ok', url: publicUrl, ignored: assembly.ignored }));
  const expire = () => sources.reduce((sum, source) => sum + source.expire(), 0);
  control.registerAll(oversightRoutes({ ...oversight, expire }));
  const invoke = oversight.apiInvoke(
    (id, payload) => lambda.invoke(id, payload),
    (id) => lambda.arnOf(id),
  );
  server.serve(new HttpApi(apiSpecs(assembly), invoke, clock, oversight.meter.bill));
  for (const source of sources) source.start();
  // These stop first when the cloud closes, last one first: nothing new begins while the rest ends.
  started.defer(() => compute.stop());
  started.defer(() => clock.close());
  started.defer(() => server.close());
  const zone = new Zone(() => ses.wantedRecords());
  control.registerAll(zone.routes());
  const dns = await listenForNames(zone, Number(new URL(house.gatewayUrl).port));
  started.defer(() => dns.close());
  const smtp = smtpPort === undefined ? undefined : await listenForMail(ses, smtpPort);
  started.defer(async () => smtp?.close());
  const port = smtp?.port ?? null;
  const { method, path, handler } = replyRoute({ mails: ses.mails, clock, smtpPort: port });
  control.register(method, path, handler);
  return { ...compute, smtpPort: port };
}

async function addBroker(
  started: AsyncDisposableStack,
  { dataDir, gateway, assembly, oversight }: House,
): Promise<Broker> {
  const opened = await openBroker(join(dataDir, 'queues'), oversight.delivery);
  const broker = started.adopt(opened, (open) => open.close());
  provision(broker, assembly);
  const service = messagingService(broker);
  for (const name of ['sqs', 'sns', 's3', 'sts']) gateway.register(name, service);
  return broker;
}
