import type { RenderedMail } from '../content/compose-content.ts';

/** One mail or variant of a sequence as a contact would get it. */
export interface FinishedMail extends Omit<RenderedMail, 'missing'> {
  /** `welcome`, or `welcome, variant b`. */
  readonly name: string;
  /** Addresses that stand in every mail of the system: nobody has to check them. */
  readonly systemUrls: readonly string[];
  readonly postalAddress: string;
}

/** What is amiss with a mail, what can be done, and whether it may leave so. */
export interface MailFinding {
  readonly state: 'warning' | 'fail';
  /** Follows the name of the mail: `has no preview text`. */
  readonly what: string;
  readonly fix: string;
}

export type MailCheck = (mail: FinishedMail) => readonly MailFinding[];

export const warning = (what: string, fix: string): MailFinding => ({ state: 'warning', what, fix });
