import type { Contact } from '../../contracts/contact.ts';
import type { Message, Timing } from '../../contracts/message.ts';
import type { EmailStep } from '../../contracts/step.ts';

export interface SendTimeRequest {
  readonly step: EmailStep;
  readonly contact: Contact;
  readonly now: string;
  /** Not before this instant, which lies at or a little before now. */
  readonly earliest: string;
  /** Mails that the same wake has planned already. */
  readonly planned: readonly Message[];
  /** What was chosen before the contact waited for it; null when the contact comes to the step. */
  readonly chosen: Timing | null;
  /** The time of day, `09:00`, that the variant of the mail tests. */
  readonly localTime?: string;
}

/** When a mail leaves; an instant that is not after `now` means at once. Undefined where nothing restricts it. */
export type PlanSendTime = (request: SendTimeRequest) => Timing | undefined;
