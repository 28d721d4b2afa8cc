import type { FinishedMail, MailCheck } from '../deliverability/finished-mail.ts';
import { checkLinks } from '../deliverability/link-checks.ts';
import { checkInboxLine, checkLegal, checkSize } from '../deliverability/mail-checks.ts';
import { checkSpamHints } from '../deliverability/spam-hints.ts';
import { failed, pass, type Verdict, warn } from './verdict.ts';

/** The gravest finding of all mails, and how many more there are. */
const byMails =
  (check: MailCheck, good: string) =>
  ({ mails }: { readonly mails: readonly FinishedMail[] }): Verdict => {
    const found = mails.flatMap((mail) => check(mail).map((finding) => ({ mail, ...finding })));
    const worst = found.find(({ state }) => state === 'fail') ?? found[0];
    if (!worst) return pass(good);
    const more = found.length > 1 ? ` (and ${found.length - 1} more)` : '';
    const reason = `The mail "${worst.mail.name}" ${worst.what}${more}.`;
    return worst.state === 'fail' ? failed(reason, worst.fix) : warn(reason, worst.fix);
  };

/** What mailbox providers and readers will make of the mails as they leave. */
export const mailReviews = {
  size: byMails(checkSize, 'Every mail is small enough to be shown whole.'),
  links: byMails(checkLinks, 'Every link leads where it says.'),
  spam_hints: byMails(checkSpamHints, 'Nothing in the mails looks like spam.'),
  unsubscribe: byMails(checkLegal, 'Every mail shows the unsubscribe link and the postal address.'),
  inbox_line: byMails(checkInboxLine, 'Every mail has a short subject and a preview text.'),
} as const;
