import type { Contact } from '../../contracts/contact.ts';
import type { ScoreAnchor, ScoreTally } from '../../contracts/lead-scoring.ts';
import type { TenantScope } from '../scope.ts';

interface SeenContact {
  readonly row: Contact;
  readonly seenRev: number;
}

/** What an activity changes, in one transaction. */
export interface ScoreWrite {
  readonly contactId: string;
  readonly contact?: SeenContact;
  /** Names what was counted: never twice. */
  readonly mark: string;
  readonly tally?: ScoreTally;
}

/** What is kept of a contact's lead score beside the score itself. */
export interface ScoreStore {
  /** Writes when the contact was last active, and nothing else of the row. False when the contact is not as it was seen. */
  touch(scope: TenantScope, contact: SeenContact): Promise<boolean>;
  tallyOf(scope: TenantScope, contactId: string): Promise<ScoreTally | undefined>;
  /** `counted`: the mark is there already. `changed`: the contact is not as it was seen. Then nothing is written. */
  note(scope: TenantScope, write: ScoreWrite): Promise<'noted' | 'counted' | 'changed'>;
  anchorsOf(scope: TenantScope, contactIds: readonly string[]): Promise<ReadonlyMap<string, ScoreAnchor>>;
  /** Writes nothing when the contact is not as it was seen. */
  saveDecay(scope: TenantScope, contactId: string, anchor: ScoreAnchor, contact?: SeenContact): Promise<void>;
}
