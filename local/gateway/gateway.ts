import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AwsRequest, AwsResponse, AwsService, Clock } from '../service.ts';
import { credentialScope } from './caller.ts';
import { ConnectionLost } from './connection-lost.ts';
import { close, flatHeaders, listen, readBody, send } from './http.ts';

type Next = (request: AwsRequest) => Promise<AwsResponse>;
/** Sees each call before its service does and may answer in its place, change it or look at the reply. */
export type Interceptor = (request: AwsRequest, next: Next) => Promise<AwsResponse>;

interface GatewayOptions {
  readonly clock: Clock;
  readonly interceptors?: readonly Interceptor[];
}

/** The one HTTP door for every SDK call. */
export class Gateway {
  readonly #server: Server;
  readonly #services = new Map<string, AwsService>();
  readonly #principals = new Map<string, string>();
  readonly #interceptors: Interceptor[];
  #handle: Next;
  readonly #clock: Clock;

  constructor({ clock, interceptors = [] }: GatewayOptions) {
    this.#clock = clock;
    this.#interceptors = [...interceptors];
    this.#handle = this.#chained();
    this.#server = createServer({ keepAliveTimeout: 60_000 }, async (message, response) => {
      message.socket.setNoDelay(true);
      const answer = await this.#answer(message);
      if (answer) send(response, answer);
      else message.socket.destroy();
    });
  }

  /** Adds an interceptor behind those there are: it sees calls later and replies earlier. */
  intercept(interceptor: Interceptor): void {
    this.#interceptors.push(interceptor);
    this.#handle = this.#chained();
  }

  /** Listens on a free port of the loopback interface and returns it. */
  listen(): Promise<number> {
    return listen(this.#server, 0);
  }

  register(signingName: string, service: AwsService): void {
    this.#services.set(signingName, service);
  }

  /** Says whose access key this is. */
  identify(accessKeyId: string, principal: string): void {
    this.#principals.set(accessKeyId, principal);
  }

  close(): Promise<void> {
    return close(this.#server);
  }

  #chained(): Next {
    return this.#interceptors.reduceRight<Next>(
      (next, intercept) => (request) => intercept(request, next),
      (request) => this.#dispatch(request),
    );
  }

  /** Undefined when the caller is to lose its connection. */
  async #answer(message: IncomingMessage): Promise<AwsResponse | undefined> {
    const release = isLongPoll(message) ? undefined : this.#clock.busy('gateway');
    try {
      return await this.#handle(await this.#requestOf(message));
    } catch (error) {
      if (error instanceof ConnectionLost) return undefined;
      console.error(`Gateway: ${message.method} ${message.url} failed:`, error);
      return problem(500, 'InternalFailure', error instanceof Error ? error.message : String(error));
    } finally {
      release?.();
    }
  }

  async #requestOf(message: IncomingMessage): Promise<AwsRequest> {
    const body = (await readBody(message)) ?? Buffer.alloc(0);
    const url = message.url ?? '/';
    const scope = credentialScope(message.headers, url);
    const accessKeyId = scope?.accessKeyId ?? 'anonymous';
    const headers = flatHeaders(message.headers);
    const instance = headers['x-amz-security-token'];
    const principal = this.#principals.get(accessKeyId) ?? accessKeyId;
    return {
      service: scope?.service ?? '',
      method: message.method ?? 'GET',
      url,
      headers,
      body,
      caller: instance === undefined ? { principal } : { principal, instance },
    };
  }

  async #dispatch(request: AwsRequest): Promise<AwsResponse> {
    const service = this.#services.get(request.service);
    if (service) return service.handle(request);
    if (request.service === '') return problem(403, 'MissingAuthenticationToken', 'The request is not signed');
    const operation = request.headers['x-amz-target'] ?? `${request.method} ${request.url}`;
    return problem(501, 'NotImplemented', `The embedded cloud has no service ${request.service} (${operation})`);
  }
}

/** Waiting for messages is no work: it must not keep the clock from jumping. */
function isLongPoll({ headers }: IncomingMessage): boolean {
  return headers['x-amz-target'] === 'AmazonSQS.ReceiveMessage';
}

function problem(status: number, type: string, message: string): AwsResponse {
  return {
    status,
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amzn-errortype': type,
      'x-amzn-requestid': randomUUID(),
    },
    body: JSON.stringify({ __type: type, message }),
  };
}
