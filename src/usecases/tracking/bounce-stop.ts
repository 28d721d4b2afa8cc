import type { TrackingEvent } from '../../domain/analytics/tracking-event.ts';
import { bounceClassOf } from '../../domain/delivery/bounce-class.ts';
import { bouncedTooOften } from '../../domain/delivery/soft-bounces.ts';
import type { Journey } from '../ports/journey-store.ts';
import type { Stop } from './stop-contact.ts';

/** A report names the addresses it is about: whoever changed theirs since is not stopped by it. */
const isAbout =
  (of: readonly string[]) =>
  ({ contact }: Journey): boolean =>
    of.length === 0 || (contact !== undefined && of.includes(contact.email));

/**
 * The stop that follows a bounce: at once for an address that is dead, at the third within thirty days for a mailbox that refuses, and
 * none where the mail or its sender was refused.
 */
export function bounceStop(bounce: TrackingEvent['bounce'] & object, contactId: string): Stop | undefined {
  const kind = bounceClassOf(bounce);
  if (kind === 'policy') return undefined;
  const concerns = isAbout(bounce.of);
  return {
    contactId,
    reason: 'bounced',
    suppress: 'bounced',
    onlyIf: kind === 'hard' ? concerns : (journey) => concerns(journey) && bouncedTooOften(journey.messages),
  };
}
