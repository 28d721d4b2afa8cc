import { type FinishedMail, type MailFinding, warning } from './finished-mail.ts';
import { checkLinkCount } from './link-checks.ts';
import { imagesIn } from './mail-links.ts';

/** Phrases of the SpamAssassin and mailbox providers' own lists that honest mails hardly need. */
const phrases: readonly string[] = [
  'free money',
  'act now',
  '100% free',
  'risk free',
  'risk-free',
  'no obligation',
  'double your',
  'cash bonus',
  'extra cash',
  'earn money',
  'make money fast',
  'you have been selected',
  'you are a winner',
  'once in a lifetime',
  'this is not spam',
  'miracle',
];

const phraseIn = (text: string): string | undefined => {
  const lower = text.toLowerCase();
  return phrases.find((phrase) => lower.includes(phrase));
};

const shouts = (subject: string): boolean => {
  const letters = subject.match(/\p{L}/gu)?.length ?? 0;
  return letters >= 8 && /\p{Lu}/u.test(subject) && subject === subject.toUpperCase();
};

/** A mail whose HTML is long and whose words are few hides them in images or markup. */
const leastWords = { characters: 100, share: 0.02, above: 20_000 } as const;

const wordsOf = ({ text, systemUrls, postalAddress }: FinishedMail): string =>
  [...systemUrls, postalAddress].reduce((left, known) => left.replaceAll(known, ''), text);

interface Hint {
  readonly found: (mail: FinishedMail) => boolean;
  readonly what: (mail: FinishedMail) => string;
  readonly fix: string;
}

const hints: readonly Hint[] = [
  {
    found: ({ subject }) => shouts(subject),
    what: () => 'shouts: its subject is all in capitals',
    fix: 'Write the subject as a sentence.',
  },
  {
    found: ({ subject }) => /[!?]{2}|!.*!/.test(subject),
    what: () => 'has several exclamation or question marks in its subject',
    fix: 'One mark at most.',
  },
  {
    found: ({ subject }) => /[$€£]{2}/.test(subject),
    what: () => 'has rows of currency signs in its subject',
    fix: 'Name the price, or leave it out.',
  },
  {
    found: ({ subject }) => /^\s*(?:re|fwd?|aw|wg|tr|rv|sv|vs)\s*:/i.test(subject),
    what: () => 'pretends to be an answer or a forwarded mail',
    fix: 'Take Re: or Fwd: away: it misleads readers, and the law forbids it in places (CAN-SPAM).',
  },
  {
    found: ({ subject, text }) => phraseIn(`${subject}\n${text}`) !== undefined,
    what: ({ subject, text }) => `says "${phraseIn(`${subject}\n${text}`)}"`,
    fix: 'Say it in words of your own: spam filters know these.',
  },
  {
    found: (mail) => imagesIn(mail.html) > 0 && wordsOf(mail).trim().length < leastWords.characters,
    what: () => 'is hardly more than images',
    fix: 'Say what matters in words: many readers see no images, and spam filters cannot read them.',
  },
  {
    found: ({ html, text }) => html.length > leastWords.above && text.length < html.length * leastWords.share,
    what: () => 'has much markup and few words',
    fix: 'Remove styles and empty tables, or say more.',
  },
];

/** What spam filters and readers hold against a mail. Hints only: none keeps it from leaving. */
export const checkSpamHints = (mail: FinishedMail): readonly MailFinding[] => [
  ...hints.filter(({ found }) => found(mail)).map(({ what, fix }) => warning(what(mail), fix)),
  ...checkLinkCount(mail),
];
