import type { Contact } from '../../contracts/contact.ts';
import type { Message } from '../../contracts/message.ts';
import type { Properties } from './property.ts';

/** Something the contact did at an instant, ISO 8601. */
export interface PastEvent {
  readonly name: string;
  readonly at: string;
  readonly properties: Properties;
}

/** What a rule may look at. `messages` are those of the enrollment. */
export interface Facts {
  readonly contact: Contact;
  readonly messages: readonly Message[];
  readonly previousSendId: string | null;
  /** Makes percentages sticky: the same for the same contact at the same place. */
  readonly stickyKey: string;
  /** ISO 8601, UTC. */
  readonly now: string;
  /** What the contact did, in any order; nothing when absent. */
  readonly events?: readonly PastEvent[];
  /** Properties of the event that started the enrollment; null or absent when none did. */
  readonly trigger?: Properties | null;
  /** Ids of segments by their names, for rules that name a segment. */
  readonly segmentIds?: ReadonlyMap<string, string>;
}
