import { headerOf, type ReceivedMail } from './received-mail.ts';

export interface DeliveryReport {
  /** Enhanced status (RFC 3463), `5.1.1`; null where the report has none. */
  readonly status: string | null;
  /** The mail was given up for good. */
  readonly permanent: boolean;
}

const reportType = (mail: ReceivedMail): string =>
  /^multipart\/report\b.*report-type="?([\w-]+)/is.exec(headerOf(mail, 'content-type'))?.[1]?.toLowerCase() ?? '';

const daemon = /^(?:mailer-daemon|postmaster|mail-daemon|mdaemon|microsoftexchange[0-9a-f]+)@/;
const daemonSubject =
  /^(?:failure notice|undeliver(?:ed|able)|mail (?:delivery|system)|delivery (?:status|failure|has failed|delayed)|returned mail|unzustellbar|non remis|no se puede entregar|warning: (?:message|could not))/i;
const statusIn = /(?:^|[\s#(<[])([245]\.\d{1,3}\.\d{1,3})(?=$|[\s)>\].,:;-])/m;

/** Servers that report in words only, as qmail and older Exims do. */
const isWordedReport = (mail: ReceivedMail): boolean =>
  headerOf(mail, 'x-failed-recipients') !== '' ||
  (daemon.test(mail.from) && daemonSubject.test(mail.subject)) ||
  /^hi\. this is the qmail-send program/i.test(mail.text.trimStart());

const permanentWords = /permanent (?:error|failure|fatal)|fatal errors|giving up|sorry it didn't work out|\b55\d[\s-]/i;

/** What a report of a failed or delayed delivery says (RFC 3464, and the worded ones); undefined for any other mail. */
export function deliveryReportOf(mail: ReceivedMail): DeliveryReport | undefined {
  if (reportType(mail) !== 'delivery-status' && mail.deliveryStatus === null && !isWordedReport(mail)) return undefined;
  const fields = mail.deliveryStatus ?? '';
  const action = /^action:\s*(\w+)/im.exec(fields)?.[1]?.toLowerCase();
  const status = /^status:\s*(\d\.\d{1,3}\.\d{1,3})/im.exec(fields)?.[1] ?? statusIn.exec(mail.text)?.[1] ?? null;
  const failed = action === undefined ? permanentWords.test(mail.text) : action === 'failed';
  return { status, permanent: failed && (status === null || status.startsWith('5')) };
}

/** A notice that a mail was shown or deleted (MDN, RFC 8098). */
export const isReadReceipt = (mail: ReceivedMail): boolean => reportType(mail) === 'disposition-notification';
