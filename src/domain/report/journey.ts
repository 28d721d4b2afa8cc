import type { Enrollment } from '../../contracts/enrollment.ts';
import type { Message } from '../../contracts/message.ts';
import { countedAs } from '../analytics/apply-event.ts';

/** One visit of a contact to a campaign, with its mails; nothing of the contact where it is gone. */
export interface CountedJourney {
  readonly enrollment: Enrollment;
  readonly messages: readonly Message[];
  readonly contact: { readonly email: string; readonly segments: readonly string[] } | undefined;
}

/** Mails that count as sent, in the order in which they left. */
export const sentMails = ({ messages }: CountedJourney): readonly Message[] =>
  messages
    .filter((message) => countedAs(message) === 'emailsSent')
    .toSorted((a, b) => ((a.flags.sent ?? '') < (b.flags.sent ?? '') ? -1 : 1));

const ended: ReadonlySet<Enrollment['status']> = new Set(['completed', 'exited']);

export const isWaiting = ({ enrollment }: CountedJourney): boolean => !ended.has(enrollment.status);

/** Why a visit is over: `completed`, or the reason of the exit. */
export const endOf = ({ status, exitReason }: Enrollment): string => (status === 'exited' && exitReason) || 'completed';
