import * as http from 'node:http';
import * as https from 'node:https';
import { Webhook } from 'standardwebhooks';
import type { WebhookReply, WebhookSender } from '../../usecases/ports/effect-store.ts';
import { type Resolve, resolveHost, type Target, targetOf } from './public-address.ts';

const timeoutMs = 5_000;
const maxReplyBytes = 64 * 1024;

type Reached = Extract<Target, { ok: true }>;

/** One request to the address that was looked up and no other; redirects are not followed, long answers not read. */
function post(
  { url, address, family }: Reached,
  headers: http.OutgoingHttpHeaders,
  body: string,
): Promise<WebhookReply> {
  const { promise, resolve } = Promise.withResolvers<WebhookReply>();
  const unreachable = (detail: string): void => resolve({ kind: 'unreachable', detail });
  const request = (url.protocol === 'https:' ? https : http).request(url, {
    method: 'POST',
    headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    lookup: (_host, { all }, done) => (all ? done(null, [{ address, family }]) : done(null, address, family)),
    signal: AbortSignal.timeout(timeoutMs),
  });
  request.on('error', ({ name }) =>
    unreachable(
      name === 'TimeoutError' || name === 'AbortError' ? 'Nobody answered within 5 seconds.' : 'The connection failed.',
    ),
  );
  request.on('response', (response) => {
    let bytes = 0;
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxReplyBytes) response.destroy();
    });
    response.on('error', () => undefined);
    resolve({ kind: 'answered', status: response.statusCode ?? 0 });
  });
  request.end(body);
  return promise;
}

/** Calls webhooks with the headers of Standard Webhooks; `internalHosts` are those the owner of the stack allows beside public ones. */
export const webhookSender = (internalHosts: ReadonlySet<string>, resolve: Resolve = resolveHost): WebhookSender => ({
  send: async ({ url, id, secret, alsoSigned = [], body }) => {
    const target = await targetOf(url, internalHosts, resolve);
    if (!target.ok) return { kind: target.kind, detail: target.detail };
    const now = new Date();
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'PenguinMails-Webhooks/1',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': [secret, ...alsoSigned].map((one) => new Webhook(one).sign(id, now, body)).join(' '),
    };
    return post(target, headers, body);
  },
});
