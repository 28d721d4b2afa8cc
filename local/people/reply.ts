import { build } from '../ses/compose.ts';
import { headerOf, type Mail } from '../ses/mail.ts';
import { pick } from './roll.ts';

const ANSWERS = [
  'Thanks, this is interesting. Could you send me a quote?',
  'Can we talk about this on Thursday afternoon?',
  'Good timing, we were just discussing this. What does it cost for a team of ten?',
  'Thank you! I forwarded it to my colleague.',
  'Does this also work with our current setup?',
  'Not right now, please ask again next quarter.',
  'Yes, please call me tomorrow morning.',
];

/** Some words of answer; `mood` in [0, 1) chooses them. */
export const answerOf = (mood: number): string => pick(ANSWERS, mood) ?? '';

/** A person's answer to a mail, written at `at` (ms since 1970), as MIME source, to its Reply-To. */
export function replyTo(mail: Mail, address: string, answer: string, at: number): Promise<Buffer> {
  const messageId = `<${mail.messageId}@email.amazonses.com>`;
  const name = nameOf(mail, address);
  const sender = headerOf(mail.headers, 'Reply-To') ?? headerOf(mail.headers, 'From') ?? mail.from;
  return build({
    date: new Date(at),
    from: { name, address },
    to: sender,
    subject: /^re:/i.test(mail.subject) ? mail.subject : `Re: ${mail.subject}`,
    text: `${answer}\n\n${name}\n\n${mail.from} wrote:\n> ${firstLine(mail.text)}\n`,
    inReplyTo: messageId,
    references: messageId,
  });
}

const dayOf = (instant: number): string => new Date(instant).toISOString().slice(0, 10);
const AWAY_MS = 10 * 86_400_000;

/** What machines answer for people: subject, text and headers. */
const MACHINES = {
  away: (subject: string, at: number) => ({
    subject: `Automatic reply: ${subject}`,
    text: `Thank you for your mail. I am out of the office and will be back on ${dayOf(at + AWAY_MS)}.\n`,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
  }),
  ticket: (subject: string) => ({
    subject: `[Ticket#4711] ${subject}`,
    text: 'Your request has been received. We answer within two working days.\n',
    headers: { 'Auto-Submitted': 'auto-replied', Precedence: 'bulk' },
  }),
} as const;
export type MachineKind = keyof typeof MACHINES;
export const machineKinds = ['away', 'ticket'] as const satisfies readonly MachineKind[];

/** The answer that the mail system of a reader gives by itself, as MIME source; its envelope has no sender. */
export function machineReplyTo(mail: Mail, address: string, kind: MachineKind, at: number): Promise<Buffer> {
  const messageId = `<${mail.messageId}@email.amazonses.com>`;
  const { headers, ...words } = MACHINES[kind](mail.subject, at);
  return build({
    date: new Date(at),
    from: { name: nameOf(mail, address), address },
    to: headerOf(mail.headers, 'Reply-To') ?? headerOf(mail.headers, 'From') ?? mail.from,
    ...words,
    inReplyTo: messageId,
    references: messageId,
    headers: { 'Return-Path': '<>', ...headers },
  });
}

/** The mail that unsubscribes by the `mailto:` of List-Unsubscribe. */
export function unsubscribeMail(mailto: string, address: string, at: number): Promise<Buffer> {
  const url = new URL(mailto);
  return build({
    date: new Date(at),
    from: address,
    to: decodeURIComponent(url.pathname),
    subject: url.searchParams.get('subject') ?? 'unsubscribe',
    text: url.searchParams.get('body') ?? 'unsubscribe\n',
  });
}

const firstLine = (text: string): string =>
  text
    .split('\n')
    .find((line) => line.trim() !== '')
    ?.trim() ?? '';

/** The name the mail was addressed to, else one made of the address. */
function nameOf({ headers }: Mail, address: string): string {
  const to = headerOf(headers, 'To') ?? '';
  const named = /^"?([^"<]*[^"<\s])"?\s*</.exec(to)?.[1];
  if (named !== undefined && !named.includes('=?') && to.toLowerCase().includes(address.toLowerCase())) return named;
  const words = address
    .slice(0, address.indexOf('@'))
    .split(/[._+-]/)
    .filter(Boolean);
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ');
}
