import { headerOf, type Mail } from '../ses/mail.ts';
import type { Ses } from '../ses/ses.ts';
import type { Action } from './plan.ts';
import { answerOf, machineReplyTo, replyTo, unsubscribeMail } from './reply.ts';

/** Does what was planned, at `at` (ms since 1970). Rejects when the world could not be reached. */
export async function act(ses: Ses, mail: Mail, address: string, action: Action, at: number): Promise<void> {
  switch (action.kind) {
    case 'open':
      // Without the pixel nobody learns of the open.
      return mail.tracksOpens ? ses.record(mail, { type: 'Open', ...action.seen }, at) : undefined;
    case 'click': {
      const link = mail.links[action.link];
      return link && ses.record(mail, { type: 'Click', link: link.url, linkTags: link.tags, ...action.seen }, at);
    }
    case 'complain':
      return ses.record(mail, { type: 'Complaint', recipient: address }, at);
    case 'reply':
      await ses.receive(await replyTo(mail, address, answerOf(action.mood), at));
      return undefined;
    case 'machine_reply':
      await ses.receive(await machineReplyTo(mail, address, action.by, at));
      return undefined;
    case 'unsubscribe':
      return unsubscribe(ses, mail, address, at);
  }
}

const SOCKET_TIMEOUT_MS = 10_000;

/** One click when the mail offers it (RFC 8058), else the mail address; without either nothing. */
async function unsubscribe(ses: Ses, mail: Mail, address: string, at: number): Promise<void> {
  const ways = [...(headerOf(mail.headers, 'List-Unsubscribe') ?? '').matchAll(/<([^>]+)>/g)].map(
    ([, way = '']) => way,
  );
  const url = ways.find((way) => /^https?:/i.test(way));
  const mailto = ways.find((way) => /^mailto:/i.test(way));
  if (url !== undefined && headerOf(mail.headers, 'List-Unsubscribe-Post') !== undefined) return oneClick(url);
  if (mailto !== undefined) await ses.receive(await unsubscribeMail(mailto, address, at));
}

async function oneClick(url: string): Promise<void> {
  const reply = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'List-Unsubscribe=One-Click',
    redirect: 'manual',
    signal: AbortSignal.timeout(SOCKET_TIMEOUT_MS),
  });
  await reply.body?.cancel();
  if (reply.status >= 500) throw new Error(`${url} answered ${reply.status}`);
}
