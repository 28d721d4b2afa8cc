import type { ControlRequest, ControlRoute } from '../control/routes.ts';
import type { AwsResponse } from '../service.ts';
import { readToken } from './ids.ts';
import type { Mail, Seen } from './mail.ts';
import type { MailStore } from './mail-store.ts';
import type { Publisher } from './publisher.ts';

const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

/** The open pixel and click redirect that tracked mails carry: whoever follows them counts with ip and user agent. */
export function trackingRoutes(mails: MailStore, publisher: Publisher): ControlRoute[] {
  return [
    {
      method: 'GET',
      path: '/_local/t/o/{token}',
      handler: async (request) => {
        const found = mailBehind(mails, request);
        if (found?.mail.tracksOpens) await publisher.now(found.mail, { type: 'Open', ...seenBy(request) });
        return { status: 200, headers: { 'content-type': 'image/gif', 'cache-control': 'no-store' }, body: PIXEL };
      },
    },
    {
      method: 'GET',
      path: '/_local/t/c/{token}',
      handler: async (request) => {
        const found = mailBehind(mails, request);
        const link = found?.mail.links[found.link];
        if (!found || !link) return notFound;
        await publisher.now(found.mail, { type: 'Click', link: link.url, linkTags: link.tags, ...seenBy(request) });
        return { status: 302, headers: { location: link.url, 'cache-control': 'no-store' }, body: '' };
      },
    },
  ];
}

const notFound: AwsResponse = {
  status: 404,
  headers: { 'content-type': 'text/plain' },
  body: 'This link belongs to no mail.\n',
};

function mailBehind(mails: MailStore, { params }: ControlRequest): { mail: Mail; link: number } | undefined {
  const token = readToken(params['token'] ?? '');
  const mail = token && mails.byMessageId(token.messageId);
  return mail && { mail, link: token.link };
}

const seenBy = ({ headers }: ControlRequest): Seen => ({
  ipAddress: headers['x-forwarded-for']?.split(',')[0]?.trim() ?? '127.0.0.1',
  userAgent: headers['user-agent'] ?? '',
  isBotEvent: 'Unlikely',
});
