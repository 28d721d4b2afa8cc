import { viewOf } from '../gateway/call-view.ts';
import type { Interceptor } from '../gateway/gateway.ts';
import type { FunctionSpec } from '../lambda/function-spec.ts';
import type { Timing } from '../lambda/instance.ts';
import type { AwsRequest, Bill, BillKind, Clock } from '../service.ts';
import { type Attribution, attributionBy, type Shares } from './attribution.ts';
import { askingForUnits, kindOf } from './dynamo-units.ts';
import { lineUsage, runUsage, sampler } from './lambda-usage.ts';
import { Ledger } from './ledger.ts';
import { type PriceName, priceOf } from './prices.ts';
import { type MeterReport, reportOf } from './report.ts';
import { usageOf } from './sdk-usage.ts';

interface MeterOptions {
  readonly clock: Clock;
  /** Finds the ids in texts that costs are added up for. */
  readonly attribute?: RegExp | undefined;
}

const kinds: Readonly<
  Record<BillKind, { readonly service: string; readonly count: string; readonly price: PriceName }>
> = {
  stateTransition: { service: 'states', count: 'stateTransitions', price: 'stateTransition' },
  schedulerInvocation: { service: 'scheduler', count: 'schedulerInvocations', price: 'schedulerInvocation' },
  apiRequest: { service: 'apigateway', count: 'apiRequests', price: 'apiRequest' },
  sesInbound: { service: 'ses-inbound', count: 'sesInbound', price: 'sesInbound' },
  sesInboundChunk: { service: 'ses-inbound', count: 'sesInboundChunks', price: 'sesInboundChunk' },
  sqsRequest: { service: 'sqs', count: 'sqsRequests', price: 'sqsRequest' },
  sqsFairRequest: { service: 'sqs', count: 'sqsRequests', price: 'sqsFairRequest' },
  sqsEmptyReceive: { service: 'sqs', count: 'sqsEmptyReceives', price: 'sqsRequest' },
  snsPublish: { service: 'sns', count: 'snsPublishes', price: 'snsPublish' },
  s3Put: { service: 's3', count: 's3Requests', price: 's3Put' },
};

/** Counts and prices SDK calls and what the platform does by itself, in all and for each id that `attribute` finds. */
export class Meter {
  readonly #clock: Clock;
  readonly #attribution: Attribution;
  /** For whom each instance works, or worked last. */
  readonly #instances = new Map<string, Shares | undefined>();
  #sample = sampler();
  #since: number;
  #work = new Ledger();
  #idle = new Ledger();

  constructor({ clock, attribute }: MeterOptions) {
    this.#clock = clock;
    this.#attribution = attributionBy(attribute);
    this.#since = clock.now();
  }

  readonly interceptor: Interceptor = async (request, next) => {
    const view = viewOf(request);
    const asks = request.service === 'dynamodb' && kindOf(view.operation) !== undefined;
    const response = await next(asks ? askingForUnits(request) : request);
    const items = usageOf({ request, view, response });
    const shares = this.#sharesOf(request, view.text);
    for (const item of items) this.#work.add(shares, item);
    return response;
  };

  readonly bill: Bill = (kind, text, quantity = 1) => {
    const { service, count, price } = kinds[kind];
    const ledger = kind === 'sqsEmptyReceive' ? this.#idle : this.#work;
    ledger.add(this.#attribution(text), { service, count, quantity, usd: priceOf(price, quantity) });
  };

  runBegan(instance: string, payload: string): void {
    this.#instances.set(instance, this.#attribution(payload));
  }

  runEnded(spec: FunctionSpec, instance: string, timing: Timing): void {
    const shares = this.#instances.get(instance);
    for (const item of runUsage(spec, timing)) this.#work.add(shares, item);
    if (spec.traced) this.#work.add(shares, this.#sample(this.#clock.now()));
  }

  printed(spec: FunctionSpec, instance: string, line: string): void {
    if (spec.logGroup !== undefined) this.#work.add(this.#instances.get(instance), lineUsage(line));
  }

  /** `contacts` adds what a thousand of them cost. */
  report(contacts?: number): MeterReport {
    return reportOf({ since: this.#since, work: this.#work, idle: this.#idle }, contacts);
  }

  reset(): void {
    this.#since = this.#clock.now();
    this.#work = new Ledger();
    this.#idle = new Ledger();
  }

  #sharesOf({ url, caller: { instance } }: AwsRequest, text: string): Shares | undefined {
    const own = this.#attribution(text) ?? this.#attribution(url);
    return own ?? (instance === undefined ? undefined : this.#instances.get(instance));
  }
}
