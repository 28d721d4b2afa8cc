import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { TappedCall } from '../support/tapped-mails.ts';

export interface MailTap {
  readonly url: string;
  close(): void;
}

const hopByHop = new Set(['connection', 'content-length', 'transfer-encoding', 'keep-alive', 'host']);

const headersOf = (request: IncomingMessage): Headers => {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers))
    if (!hopByHop.has(name) && value !== undefined) headers.set(name, [value].flat().join(', '));
  return headers;
};

function reply(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, { 'content-type': type }).end(body);
}

const listen = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });

/**
 * Stands between the functions and the SES of an emulator that forgets raw headers and tags: passes every call on unchanged, and
 * remembers the accepted `SendEmail` calls. `GET /_tap/sent` lists them, oldest first.
 */
export async function startMailTap(target: string): Promise<MailTap> {
  const sent: TappedCall[] = [];
  const passOn = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await buffer(request);
    const { method = 'GET', url = '/' } = request;
    const answer = await fetch(`${target}${url}`, {
      method,
      headers: headersOf(request),
      ...(body.length > 0 ? { body } : {}),
    });
    const text = await answer.text();
    if (method === 'POST' && url === '/v2/email/outbound-emails' && answer.ok)
      sent.push({ at: new Date().toISOString(), request: JSON.parse(body.toString()), reply: JSON.parse(text) });
    reply(response, answer.status, answer.headers.get('content-type') ?? 'application/json', text);
  };
  const server = createServer((request, response) => {
    if (request.url === '/_tap/sent') return reply(response, 200, 'application/json', JSON.stringify(sent));
    passOn(request, response).catch((error) => reply(response, 502, 'text/plain', String(error)));
  });
  const port = await listen(server);
  return { url: `http://127.0.0.1:${port}`, close: () => void server.close() };
}

if (import.meta.main) process.stdout.write(`${(await startMailTap(String(process.argv[2]))).url}\n`);
