import { headerOf, type ReceivedMail } from './received-mail.ts';
import { bareSubject } from './subject.ts';

/** SES replaces the Message-ID of what it sends by its own: in us-east-1 at `email.amazonses.com`, elsewhere at the region's host. */
const sesReference = /<([0-9a-f]+(?:-[0-9a-f]+)+)@(?:email|[a-z]{2}(?:-[a-z]+)+-\d)\.amazonses\.com>/gi;

const named = (value: string): readonly string[] =>
  [...value.matchAll(sesReference)].map(([, id = '']) => id.toLowerCase());

/** Ids of mails that SES sent and that a mail answers, the nearest first: In-Reply-To, then References from their end, then a returned mail. */
export function sesReferencesOf(mail: Pick<ReceivedMail, 'headers' | 'returnedHeaders'>): readonly string[] {
  const ids = [
    ...named(headerOf(mail, 'in-reply-to')),
    ...named(headerOf(mail, 'references')).toReversed(),
    ...named(mail.returnedHeaders?.slice(0, 10_000) ?? ''),
  ];
  return [...new Set(ids)];
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
/** Fewer letters of a template's own words would match what anybody writes. */
const leastLetters = 6;

/** Whether a subject, answer marks aside, is one that the template of a subject gives; what it fills in may be anything. */
export function subjectFits(template: string, subject: string): boolean {
  const words = template.normalize('NFKC').split(/\{\{[\s\S]*?\}\}/);
  if (words.join('').replace(/[^\p{L}\p{N}]/gu, '').length < leastLetters) return false;
  const pattern = words.map((part) => escaped(part.replace(/\s+/g, ' '))).join('.*');
  return new RegExp(`^${pattern.trim()}$`, 'iu').test(bareSubject(subject));
}

const possibleMs = 30 * 86_400_000;

interface Sent {
  readonly sendId: string;
  readonly sentAt: string | null;
  readonly sesMessageId: string | null;
}

/** The mail to a contact that its answer names. */
export const referredBy = <M extends Sent>(references: readonly string[], messages: readonly M[]): M | undefined =>
  references
    .map((id) => messages.find(({ sesMessageId }) => sesMessageId?.toLowerCase() === id))
    .find((message) => message !== undefined);

/**
 * The mail that an answer may mean which names none: the last one sent in the 30 days before it whose subject it repeats. A guess, from
 * which nothing may follow.
 * @param templateOf the template of a mail's subject; undefined where it is not known.
 */
export function possiblyMeant<M extends Sent>(
  mail: Pick<ReceivedMail, 'subject' | 'receivedAt'>,
  messages: readonly M[],
  templateOf: (message: M) => string | undefined,
): M | undefined {
  const now = Date.parse(mail.receivedAt);
  return messages
    .filter(({ sentAt }) => sentAt !== null && Date.parse(sentAt) <= now && Date.parse(sentAt) > now - possibleMs)
    .toSorted((a, b) => Date.parse(b.sentAt ?? '') - Date.parse(a.sentAt ?? ''))
    .find((message) => {
      const template = templateOf(message);
      return template !== undefined && subjectFits(template, mail.subject);
    });
}
