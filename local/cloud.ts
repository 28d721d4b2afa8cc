import { join } from 'node:path';
import { type Assembly, loadAssembly } from './assembly/load-assembly.ts';
import { type ClockMode, VirtualClock } from './clock/virtual-clock.ts';
import { addCompute, type Compute } from './compute.ts';
import { clockRoutes } from './control/clock-routes.ts';
import { ControlRoutes, json } from './control/routes.ts';
import { openDataDirectory } from './data-directory.ts';
import { Gateway, type Interceptor } from './gateway/gateway.ts';
import { apiSpecs } from './http-api/api-spec.ts';
import { HttpApi } from './http-api/http-api.ts';
import { PublicServer } from './http-api/public-server.ts';
import type { FunctionLogs } from './lambda/logs.ts';
import { type Broker, openBroker } from './queues/broker.ts';
import { messagingService } from './queues/messaging-service.ts';
import { provision } from './queues/provision.ts';
import { addServices } from './services.ts';
import { addDynamo } from './storage.ts';

export interface CloudOptions {
  /** A synthesised cloud assembly, `cdk.out`. */
  readonly assemblyDir: string;
  /** Where all state is kept. */
  readonly dataDir: string;
  /** The public port; 0 takes a free one. */
  readonly port: number;
  readonly clock: ClockMode;
  /** Begins with an empty data directory. */
  readonly fresh: boolean;
  /** Values for the template's parameters, in place of their defaults. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** See every SDK call before its service does, the first one first. */
  readonly interceptors?: readonly Interceptor[];
  /** Worker threads per function; 2 when left out. */
  readonly concurrency?: number;
}

export interface Cloud {
  /** The public HTTP API, `http://localhost:<port>`. */
  readonly url: string;
  /** Where SDK clients find every service. */
  readonly gatewayUrl: string;
  readonly clock: VirtualClock;
  readonly assembly: Assembly;
  readonly logs: FunctionLogs;
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
  const { lambda, logs } = await furnish(started, doors, assembly, options.concurrency ?? 2);
  ready();

  const running = started.move();
  return {
    url: doors.url,
    gatewayUrl: doors.gatewayUrl,
    clock: doors.clock,
    assembly,
    logs,
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

async function furnish(
  started: AsyncDisposableStack,
  doors: Doors,
  assembly: Assembly,
  concurrency: number,
): Promise<Compute> {
  const { clock, control, server, url: publicUrl } = doors;
  const broker = await addBroker(started, doors, assembly);
  await addDynamo(started, { ...doors, assembly });
  const compute = addCompute(started, { ...doors, assembly, broker, concurrency });
  addServices(started, { ...doors, assembly, broker, lambda: compute.lambda, publicUrl });

  control.registerAll(clockRoutes(clock));
  control.register('GET', '/_local/health', () => json({ status: 'ok', url: publicUrl, ignored: assembly.ignored }));
  server.serve(new HttpApi(apiSpecs(assembly), (id, payload) => compute.lambda.invoke(id, payload), clock));
  for (const source of compute.sources) source.start();
  // These stop first when the cloud closes, last one first: nothing new begins while the rest ends.
  started.defer(() => compute.stop());
  started.defer(() => clock.close());
  started.defer(() => server.close());
  return compute;
}

async function addBroker(
  started: AsyncDisposableStack,
  { dataDir, gateway }: Doors,
  assembly: Assembly,
): Promise<Broker> {
  const broker = started.adopt(await openBroker(join(dataDir, 'queues')), (open) => open.close());
  provision(broker, assembly);
  const service = messagingService(broker);
  for (const name of ['sqs', 'sns', 's3', 'sts']) gateway.register(name, service);
  return broker;
}
