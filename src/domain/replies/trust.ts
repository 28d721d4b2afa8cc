import type { SesReceived } from '../../contracts/ses-event.ts';
import { addressParts } from '../contact/address.ts';
import type { Classified } from './classify.ts';

/** What a received mail says of where it comes from. */
export interface Origin {
  /** Bare address in lower case; empty where there is none. */
  readonly from: string;
  readonly receipt: Pick<SesReceived['receipt'], 'spfVerdict' | 'dkimVerdict'>;
  /** The address of the contact whose mail it answers. */
  readonly contact: string;
}

const isWithin = (domain: string, other: string): boolean => domain === other || domain.endsWith(`.${other}`);

const daemons = /^(?:mailer-daemon|postmaster|mail-daemon|mdaemon)(?:\+.*)?$/;

const isOwn = ({ from, contact }: Origin): boolean => from === contact.toLowerCase();

/** A mail system's own voice: SES found it genuine, or it is that of the contact's own domain. */
function isDaemon({ from, receipt, contact }: Origin): boolean {
  const [local, domain] = addressParts(from);
  const [, home] = addressParts(contact.toLowerCase());
  if (!daemons.test(local)) return from === '' && isGenuine(receipt);
  return isGenuine(receipt) || isWithin(domain, home) || isWithin(home, domain);
}

const isGenuine = ({ spfVerdict, dkimVerdict }: Origin['receipt']): boolean =>
  spfVerdict?.status === 'PASS' || dkimVerdict?.status === 'PASS';

/**
 * Whether a mail may do what its class does. Who knows a reply address, as a forwarded mail shows it, could else unsubscribe its reader or
 * make the address seem dead: a wish to leave has to come from the contact itself, and a delivery report from it or from a mail system.
 */
export function isTrusted({ class: kind }: Pick<Classified, 'class'>, origin: Origin): boolean {
  if (kind === 'wants_out') return isOwn(origin);
  return kind !== 'bounce_report' || isOwn(origin) || isDaemon(origin);
}
