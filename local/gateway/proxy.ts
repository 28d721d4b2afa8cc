import { Agent, type IncomingMessage, request as startRequest } from 'node:http';
import type { AwsRequest, AwsService } from '../service.ts';
import { flatHeaders, readBody } from './http.ts';

/** Headers that belong to one connection and are not passed on. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'host', 'expect']);

/** Hands calls to another HTTP server, over kept-alive connections and without looking into them. */
export function proxyTo(endpoint: string): AwsService {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const { hostname, port, pathname } = new URL(endpoint);
  const base = pathname.replace(/\/$/, '');
  return {
    handle: async (request) => {
      const message = await exchange({ agent, hostname, port, path: base + request.url }, request);
      const body = await readBody(message);
      const response = { status: message.statusCode ?? 502, headers: passedOn(flatHeaders(message.headers)) };
      return body === undefined ? response : { ...response, body };
    },
    close: async () => agent.destroy(),
  };
}

interface Target {
  readonly agent: Agent;
  readonly hostname: string;
  readonly port: string;
  readonly path: string;
}

function exchange(target: Target, { method, headers, body }: AwsRequest): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const outgoing = startRequest({
    ...target,
    method,
    headers: { ...passedOn(headers), 'content-length': body.length },
  });
  outgoing.once('response', resolve);
  outgoing.once('error', reject);
  outgoing.end(body);
  return promise;
}

function passedOn(headers: Readonly<Record<string, string>>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined && !HOP_BY_HOP.has(name)) kept[name] = value;
  }
  return kept;
}
