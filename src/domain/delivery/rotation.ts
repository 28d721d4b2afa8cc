import type { Message } from '../../contracts/message.ts';
import type { Sender } from '../../contracts/resources.ts';
import { percentileOf } from '../ids.ts';

/** Who gets the mails of an enrollment from one sender. */
export type Thread = Pick<Message, 'campaignId' | 'contactId' | 'entry'>;

/** Whether a sender takes contacts that have no mail yet. */
export const takesContacts = ({ status, paused }: Sender): boolean => status === 'verified' && !paused;

interface Weighted {
  readonly senderId: string;
  readonly weight: number;
}

/**
 * Weighted rendezvous hashing (Wang and Ravishankar; score −w / ln u): a contact keeps its sender as long as that is there, and of the
 * contacts of one that is left out each goes to another in the ratio of the weights.
 */
function scoreOf({ campaignId, contactId }: Thread, { senderId, weight }: Weighted): number {
  const drawn = percentileOf(`sender|${campaignId}|${contactId}|${senderId}`) / 100;
  return -weight / Math.log(Math.max(drawn, Number.MIN_VALUE));
}

/** The senders in the order in which a contact gets them: the first that may send is its own. */
export function senderOrder<S extends Weighted>(thread: Thread, senders: readonly S[]): readonly S[] {
  const scored = senders.map((sender) => ({ sender, score: scoreOf(thread, sender) }));
  return scored.toSorted((a, b) => b.score - a.score).map(({ sender }) => sender);
}

/** A mail that left, or may have: one that was given back, or refused for good, binds its contact to nobody. */
const mayHaveLeft = ({ status }: Message): boolean => status === 'sent' || status === 'claimed' || status === 'unknown';

const isOf = ({ campaignId, entry }: Message, thread: Thread): boolean =>
  campaignId === thread.campaignId && entry === thread.entry;

/**
 * The address that the mails of an enrollment already came from; undefined before the first. `usual` stands for mails of before addresses
 * were noted.
 */
export function addressOfThread(
  thread: Thread,
  messages: readonly Message[],
  usual: string | null,
): string | undefined {
  const gone = messages.filter((message) => isOf(message, thread) && mayHaveLeft(message));
  const first = gone.toSorted((a, b) => ((a.claimedAt ?? a.plannedAt) < (b.claimedAt ?? b.plannedAt) ? -1 : 1))[0];
  return first?.from ?? (first ? (usual ?? undefined) : undefined);
}
