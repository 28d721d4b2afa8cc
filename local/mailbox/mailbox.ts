import { type ControlRoute, json, problem } from '../control/routes.ts';
import type { AwsResponse, Clock } from '../service.ts';
import type { Mail } from '../ses/mail.ts';
import type { MailQuery, MailStore } from '../ses/mail-store.ts';
import type { Ses } from '../ses/ses.ts';
import { detailPage } from './detail-page.ts';
import { escapeHtml } from './layout.ts';
import { listPage } from './list-page.ts';
import { encodeCursor, readQuery } from './query.ts';
import { sesEventsRoute } from './ses-events.ts';
import { viewOf } from './view.ts';

export interface MailboxOptions {
  readonly ses: Ses;
  readonly clock: Clock;
}

/** The mailbox API below `/_local/mailbox`, its page `/_local/mail` and `POST /_local/ses-events`. */
export function mailboxRoutes({ ses, clock }: MailboxOptions): ControlRoute[] {
  const { mails } = ses;
  const one = (path: string, show: (mail: Mail, url: URL) => AwsResponse): ControlRoute => ({
    method: 'GET',
    path,
    handler: ({ params, url }) => {
      const mail = mails.get(Number(params['id']));
      return mail ? show(mail, new URL(url, 'http://local')) : problem(404, `There is no mail ${params['id'] ?? ''}`);
    },
  });
  return [
    { method: 'GET', path: '/_local/mailbox', handler: ({ url }) => listed(mails, url) },
    one('/_local/mailbox/{id}', (mail) => json(viewOf(mail, mails))),
    one('/_local/mailbox/{id}/source', ({ id }) => sourceOf(mails, id)),
    one('/_local/mailbox/{id}/html', htmlOf),
    { method: 'GET', path: '/_local/mail', handler: ({ url }) => pageOf(mails, url) },
    one('/_local/mail/{id}', (mail, url) => {
      const source = mails.source(mail.id)?.toString() ?? '';
      return page(detailPage(viewOf(mail, mails), source, url.searchParams.get('view') ?? 'html'));
    }),
    sesEventsRoute(ses, clock),
  ];
}

function found(mails: MailStore, query: MailQuery): { readonly shown: readonly Mail[]; readonly next: string | null } {
  const rows = mails.list({ ...query, limit: query.limit + 1 });
  const shown = rows.slice(0, query.limit);
  const last = shown.at(-1);
  return { shown, next: rows.length > shown.length && last ? encodeCursor(last.id) : null };
}

function listed(mails: MailStore, url: string): AwsResponse {
  const read = readQuery(url);
  if ('refused' in read) return read.refused;
  const { shown, next } = found(mails, read.query);
  return json({ mails: shown.map((mail) => viewOf(mail, mails)), nextCursor: next });
}

function pageOf(mails: MailStore, url: string): AwsResponse {
  const read = readQuery(url);
  if ('refused' in read) return read.refused;
  const { shown, next } = found(mails, read.query);
  const { to = '', campaign = '' } = read.query;
  return page(listPage({ mails: shown.map((mail) => viewOf(mail, mails)), to, campaign, next }));
}

const sourceOf = (mails: MailStore, id: number): AwsResponse => ({
  status: 200,
  headers: { 'content-type': 'message/rfc822', 'x-content-type-options': 'nosniff' },
  body: mails.source(id) ?? '',
});

const MAIL_CSP =
  "default-src 'none'; img-src * data:; style-src 'unsafe-inline'; sandbox allow-popups allow-popups-to-escape-sandbox";

/** A mail's HTML as a reader sees it: no scripts, links open elsewhere. Loading it loads the open pixel. */
const htmlOf = ({ html, text }: Mail): AwsResponse => ({
  status: 200,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': MAIL_CSP,
    'x-content-type-options': 'nosniff',
  },
  body: `<base target="_blank">${html === '' ? `<pre>${escapeHtml(text)}</pre>` : html}`,
});

const PAGE_CSP = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; form-action 'self'; base-uri 'none'";

const page = (body: string): AwsResponse => ({
  status: 200,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': PAGE_CSP,
    'x-content-type-options': 'nosniff',
  },
  body,
});
