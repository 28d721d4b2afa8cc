import type { Campaign } from '../../contracts/campaign.ts';
import type { AudienceSample } from './audience-sample.ts';
import { pass, type Verdict, warn } from './verdict.ts';

interface Subject {
  readonly campaign: Campaign;
  readonly sample: AudienceSample | undefined;
}

/** Above this share of contacts that will be left out, the audience is hardly the right one. */
const manyLeftOut = 0.2;
/** Above this share, more readers see the fallback than the field. */
const mostly = 0.5;

/** Contacts without consent are left out at planning and again at sending; the owner should know how many. */
export function consent({ sample }: Subject): Verdict {
  if (!sample || sample.looked === 0) return pass('Contacts without consent are left out.');
  const { looked, unsubscribed, withoutConsent } = sample;
  const out = unsubscribed + withoutConsent;
  if (out === 0) return pass(`All of the ${looked} contacts looked at agreed to get mail.`);
  const reason = `Of ${looked} contacts looked at ${unsubscribed} unsubscribed and ${withoutConsent} never agreed: they get nothing.`;
  return out / looked > manyLeftOut
    ? warn(reason, 'Look where these contacts come from, and keep their consent with POST /api/contacts.')
    : pass(reason);
}

export function fallbacks({ sample }: Subject): Verdict {
  if (!sample || sample.lacking.length === 0) return pass('No contact looked at lacks a field that the mails show.');
  const { looked, lacking } = sample;
  const list = lacking.map(({ field, contacts }) => `${field}: ${contacts}`).join(', ');
  const reason = `Of ${looked} contacts looked at so many see a fallback or a gap: ${list}.`;
  return lacking.some(({ contacts }) => contacts / looked > mostly)
    ? warn(reason, 'Fill the fields, or write the mail so that it reads well without them.')
    : pass(reason);
}

export const sendWindow = ({ campaign }: Subject): Verdict =>
  campaign.sendWindow || campaign.sendStrategy === 'optimized'
    ? pass('Mails leave at the hours that the contact’s own time allows.')
    : pass('Mails leave at any hour: set sendWindow to keep nights and weekends free.');

export const oneClick = ({ campaign }: Subject): Verdict =>
  campaign.unsubscribeEnabled
    ? pass('Every mail carries List-Unsubscribe and List-Unsubscribe-Post (RFC 8058).')
    : warn(
        'The mails carry no one-click unsubscribe headers.',
        'Set unsubscribeEnabled to true: Gmail, Yahoo and Outlook ask bulk senders for them.',
      );
