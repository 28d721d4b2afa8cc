import type { ReplyClass } from '../../contracts/reply.ts';
import { isAutomatic } from './automatic.ts';
import { acknowledgement, awayWords, goneForGood } from './automatic-words.ts';
import { deliveryReportOf, isReadReceipt } from './delivery-report.ts';
import { languageOf } from './language.ts';
import { excerptOf, ownText } from './quotes.ts';
import type { ReceivedMail } from './received-mail.ts';
import { returnDateOf } from './return-date.ts';
import { bareSubject } from './subject.ts';
import { wantsOut } from './wants-out.ts';

export interface Classified {
  readonly class: ReplyClass;
  /** At most 500 characters of what the writer wrote. */
  readonly excerpt: string;
  /** Of an out-of-office answer: the day its writer is back, `2026-12-14`. */
  readonly returnDate: string | null;
  /** Of a delivery report. */
  readonly status: string | null;
  readonly permanent: boolean;
}

/** Characters in which the day of a return is looked for: automatic answers are short. */
const searched = 4000;

const nothing = { returnDate: null, status: null, permanent: false };

/** Answers that machines begin with: a help desk's, or that of somebody away. */
function automaticOf(mail: ReceivedMail, own: string): Pick<Classified, 'class' | 'returnDate'> {
  const words = `${mail.subject}\n${own}`;
  if (acknowledgement.test(words) || goneForGood.test(own)) return { class: 'auto_reply', returnDate: null };
  const beginning = own.slice(0, searched);
  const said = `${bareSubject(mail.subject)}\n\n${beginning}`;
  const returnDate = returnDateOf(said, languageOf(`${mail.subject}\n${beginning}`), mail.receivedAt);
  return returnDate !== null || awayWords.test(words)
    ? { class: 'out_of_office', returnDate }
    : { class: 'auto_reply', returnDate: null };
}

/**
 * What kind of mail came back, and what it says. In doubt a mail is a person's: a reply that is lost is worse than one counted too much.
 */
export function classifyReply(mail: ReceivedMail): Classified {
  const own = ownText(mail.text);
  const excerpt = excerptOf(own);
  const report = deliveryReportOf(mail);
  if (report) return { ...nothing, class: 'bounce_report', excerpt, ...report };
  if (isReadReceipt(mail)) return { ...nothing, class: 'read_receipt', excerpt };
  if (isAutomatic(mail, own)) return { ...nothing, excerpt, ...automaticOf(mail, own) };
  return { ...nothing, class: wantsOut(own) ? 'wants_out' : 'human', excerpt };
}
