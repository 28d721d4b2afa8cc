import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type ControlRoutes, problem } from '../control/routes.ts';
import { close, flatHeaders, listen, readBody, send } from '../gateway/http.ts';
import type { Clock } from '../service.ts';
import type { HttpRequest } from './event.ts';
import type { HttpApi } from './http-api.ts';
import { type HttpAnswer, message } from './response.ts';

const BODY_LIMIT = 10 * 1024 * 1024;

type Mounted = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

interface PublicServerOptions {
  readonly control: ControlRoutes;
  readonly clock: Clock;
}

/** The public port: the control API below `/_local/`, the product's HTTP API everywhere else. */
export class PublicServer {
  readonly #options: PublicServerOptions;
  readonly #server: Server;
  readonly #mounted = new Map<string, Mounted>();
  #api: HttpApi | undefined;

  constructor(options: PublicServerOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => {
      const mounted = [...this.#mounted].find(([path]) => request.url?.startsWith(path));
      if (mounted) return this.#serveMounted(mounted[1], request, response);
      const isControl = request.url?.startsWith('/_local/');
      return isControl ? this.#serveControl(request, response) : this.#serveApi(request, response);
    });
  }

  /** Answers 503 until it is told what to serve. */
  serve(api: HttpApi): void {
    this.#api = api;
  }

  /** Hands every request below a path to somebody who reads and answers it alone. */
  mount(path: string, mounted: Mounted): void {
    this.#mounted.set(path, mounted);
  }

  /** Listens on the loopback interface; 0 takes any free port. Returns the port. */
  listen(port: number): Promise<number> {
    return listen(this.#server, port);
  }

  close(): Promise<void> {
    return close(this.#server);
  }

  async #serveMounted(mounted: Mounted, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url } = request;
    try {
      await mounted(request, response);
    } catch (error) {
      console.error(`${method} ${url} failed:`, error);
      send(response, problem(500, error instanceof Error ? error.message : String(error)));
    }
  }

  async #serveControl(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/' } = request;
    try {
      const body = (await readBody(request)) ?? Buffer.alloc(0);
      send(response, await this.#options.control.handle({ method, url, headers: flatHeaders(request.headers), body }));
    } catch (error) {
      console.error(`${method} ${url} failed:`, error);
      send(response, problem(500, error instanceof Error ? error.message : String(error)));
    }
  }

  async #serveApi(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const release = this.#options.clock.busy('http');
    try {
      write(response, request.method, await this.#answer(request));
    } finally {
      release();
    }
  }

  async #answer(request: IncomingMessage): Promise<HttpAnswer> {
    const body = await readBody(request, BODY_LIMIT);
    if (!body) return message(413, 'Request Entity Too Large');
    return this.#api?.handle(httpRequest(request, body)) ?? message(503, 'Service Unavailable');
  }
}

function httpRequest(
  { method = 'GET', url = '/', headersDistinct, socket }: IncomingMessage,
  body: Buffer,
): HttpRequest {
  const headers: Record<string, readonly string[]> = {};
  for (const [name, values] of Object.entries(headersDistinct)) if (values) headers[name] = values;
  return { method, url, headers, body, sourceIp: (socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, '') };
}

function write(response: ServerResponse, method: string | undefined, { status, headers, body }: HttpAnswer): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (status !== 204 && method !== 'HEAD') response.setHeader('content-length', body.length);
  response.writeHead(status);
  response.end(body);
}
