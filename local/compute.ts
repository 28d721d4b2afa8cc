import { join } from 'node:path';
import type { Assembly } from './assembly/load-assembly.ts';
import type { VirtualClock } from './clock/virtual-clock.ts';
import type { Gateway } from './gateway/gateway.ts';
import { PollerRights } from './iam/poller-rights.ts';
import { type FunctionSpec, functionSpec } from './lambda/function-spec.ts';
import { lambdaService } from './lambda/lambda-service.ts';
import { FunctionLogs } from './lambda/logs.ts';
import { LambdaRuntime } from './lambda/runtime.ts';
import type { Oversight } from './oversight.ts';
import type { Broker } from './queues/broker.ts';
import { EventSource } from './queues/event-source.ts';
import { eventSourceSpec } from './queues/event-source-spec.ts';

interface ComputeOptions {
  readonly assembly: Assembly;
  readonly broker: Broker;
  readonly clock: VirtualClock;
  readonly gateway: Gateway;
  readonly gatewayUrl: string;
  readonly dataDir: string;
  /** Worker threads per function. */
  readonly concurrency: number;
  readonly oversight: Oversight;
}

export interface Compute {
  readonly lambda: LambdaRuntime;
  readonly logs: FunctionLogs;
  readonly sources: readonly EventSource[];
  /** Ends all functions; messages that are being worked on go back to their queues at the next start. */
  stop(): Promise<void>;
}

/** The functions of the template and the queues that feed them; `started` ends both. */
export function addCompute(started: AsyncDisposableStack, options: ComputeOptions): Compute {
  const { assembly, gateway, clock, gatewayUrl, concurrency } = options;
  const logs = started.adopt(new FunctionLogs(join(options.dataDir, 'logs')), (open) => open.close());
  const functions = assembly.ofType('AWS::Lambda::Function').map((resource) => functionSpec(resource, assembly.assets));
  for (const { accessKeyId, logicalId } of functions) gateway.identify(accessKeyId, logicalId);
  const lambda = new LambdaRuntime({
    functions,
    clock,
    clockOffset: clock.offset.shared,
    gatewayUrl,
    logs,
    concurrency,
    observer: options.oversight.lambda,
  });
  gateway.register('lambda', lambdaService(lambda));
  options.oversight.watch(gateway, (instance) => lambda.terminateInstance(instance));

  const sources = eventSources(options, lambda, functions);
  clock.addProbe(() => sources.every(({ drained }) => drained));
  const stop = () => stopAll(sources, lambda);
  started.defer(stop);
  return { lambda, logs, sources, stop };
}

/** A mapping whose function may not read the queue is never enabled on AWS: it does not poll. */
function eventSources(
  { assembly, broker, clock, concurrency, oversight }: ComputeOptions,
  lambda: LambdaRuntime,
  functions: readonly FunctionSpec[],
): EventSource[] {
  const invoke = (functionId: string, event: unknown) => lambda.invoke(functionId, event);
  const specs = assembly
    .ofType('AWS::Lambda::EventSourceMapping')
    .flatMap((resource) => eventSourceSpec(resource, concurrency) ?? []);
  return specs.flatMap((spec) => {
    const poller = functions.find(({ name, arn }) => name === spec.functionId || arn === spec.functionId);
    const rights = new PollerRights(oversight.guard, poller, spec.queueArn);
    const deps = { broker, clock, invoke, bill: oversight.meter.bill, skipping: () => clock.skips };
    return rights.suffice ? [new EventSource(spec, { ...deps, uses: (action) => rights.use(action) })] : [];
  });
}

async function stopAll(sources: readonly EventSource[], lambda: LambdaRuntime): Promise<void> {
  for (const source of sources) source.stop();
  await lambda.close();
  await Promise.all(sources.map((source) => source.close()));
}
