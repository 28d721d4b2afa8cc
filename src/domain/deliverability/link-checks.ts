import { type FinishedMail, type MailFinding, warning } from './finished-mail.ts';
import { linksOf, type MailLink } from './mail-links.ts';

/** Whatever hides behind them is blamed on whoever uses them: spam filters list these hosts (Spamhaus, SURBL). */
const shorteners: ReadonlySet<string> = new Set([
  'bit.ly',
  'bl.ink',
  'buff.ly',
  'cutt.ly',
  'goo.gl',
  'is.gd',
  'lnkd.in',
  'ow.ly',
  'rb.gy',
  'rebrand.ly',
  's.id',
  'shorturl.at',
  't.co',
  'tiny.cc',
  'tinyurl.com',
]);

/** Placeholders of other systems, and ours where they came through unread. */
const unresolved = /\{\{|\}\}|%7B%7B|\*\|\w+\|\*|%%\w+%%|\$\{\w+\}|\[(?:first|last)?_?name\]/i;

const hostOf = (url: string): string | undefined =>
  /^https?:/i.test(url) && URL.canParse(url) ? new URL(url).hostname.replace(/^www\./, '') : undefined;

/** The host that a text names, where it looks like an address and nothing else. */
function hostShown(text: string): string | undefined {
  const [, host] = /^(?:https?:\/\/)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?:[/?#]\S*)?$/i.exec(text) ?? [];
  return host?.toLowerCase().replace(/^www\./, '');
}

const isPartOf = (one: string, other: string): boolean => one === other || one.endsWith(`.${other}`);

interface LinkRule {
  readonly state: MailFinding['state'];
  readonly found: (link: MailLink, host: string | undefined) => boolean;
  readonly what: (link: MailLink) => string;
  readonly fix: string;
}

const rules: readonly LinkRule[] = [
  {
    state: 'fail',
    found: ({ href }) => unresolved.test(href),
    what: ({ href }) => `has a link with an unfilled placeholder, ${href}`,
    fix: 'Write placeholders as {{firstName}}; those of other systems are not filled.',
  },
  {
    state: 'warning',
    found: ({ href }) => href === '#' || href === '',
    what: ({ text }) => `has a link that leads nowhere, "${text}"`,
    fix: 'Give the link an address that begins with https://.',
  },
  {
    state: 'warning',
    found: ({ href }) => /^http:/i.test(href),
    what: ({ href }) => `has a link that is not encrypted, ${href}`,
    fix: 'Write https:// instead of http://.',
  },
  {
    state: 'warning',
    found: (_, host) => host !== undefined && shorteners.has(host),
    what: ({ href }) => `has a shortened link, ${href}`,
    fix: 'Write the full address: spam filters distrust what shorteners hide.',
  },
  {
    state: 'warning',
    found: (_, host) => host !== undefined && /^(?:\d+\.){3}\d+$|^\[/.test(host),
    what: ({ href }) => `has a link to a bare IP address, ${href}`,
    fix: 'Link to a domain of your own.',
  },
  {
    state: 'warning',
    found: ({ text }, host) => {
      const shown = hostShown(text);
      return shown !== undefined && host !== undefined && !isPartOf(host, shown) && !isPartOf(shown, host);
    },
    what: ({ text, href }) => `shows ${text} and leads to ${hostOf(href)}`,
    fix: 'Let the text of a link name where it leads, or write words: a mismatch looks like phishing.',
  },
];

/** What is wrong with the links of a mail. */
export const checkLinks = ({ html, systemUrls }: FinishedMail): readonly MailFinding[] =>
  linksOf(html)
    .filter(({ href }) => !systemUrls.includes(href))
    .flatMap((link) =>
      rules
        .filter(({ found }) => found(link, hostOf(link.href)))
        .map(({ state, what, fix }) => ({ state, what: what(link), fix })),
    );

/** Many links make a mail look like a list of them. */
const manyLinks = 30;

export function checkLinkCount({ html }: FinishedMail): readonly MailFinding[] {
  const { length } = linksOf(html);
  return length > manyLinks
    ? [warning(`has ${length} links`, `Keep to ${manyLinks}: few links that matter are clicked more.`)]
    : [];
}
