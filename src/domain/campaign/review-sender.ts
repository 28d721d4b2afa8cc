import type { Campaign } from '../../contracts/campaign.ts';
import type { Sends } from '../../contracts/guardrail.ts';
import type { Sender, Settings } from '../../contracts/resources.ts';
import type { Segment } from '../../contracts/segment.ts';
import type { RecordPurpose } from '../../contracts/sender-identity.ts';
import type { Sequence } from '../../contracts/step.ts';
import { capOn, daysNeeded } from '../delivery/daily-cap.ts';
import { explainFinding, judgeSends } from '../delivery/guardrail.ts';
import { takesContacts } from '../delivery/rotation.ts';
import { dayMs } from '../later.ts';
import { dayOf } from '../schedule/local-time.ts';
import { mostMailsMs } from '../sequence/most-mails.ts';
import { failed, pass, type Verdict, warn } from './verdict.ts';

/** A sender of the campaign with what it did. */
export interface ReviewedSender {
  readonly sender: Sender;
  /** What it sent in the last seven days. */
  readonly sends: Sends;
  readonly usedToday: number;
}

interface Subject {
  /** Those that the campaign names and that exist. */
  readonly senders: readonly ReviewedSender[];
}

const gravity: readonly Verdict['state'][] = ['fail', 'warning', 'pass'];

/** The gravest of what is said of several. */
const gravestOf = (verdicts: readonly Verdict[]): Verdict | undefined =>
  verdicts.toSorted((a, b) => gravity.indexOf(a.state) - gravity.indexOf(b.state))[0];

/** Those that new contacts get; where there is none, all of them are looked at. */
const inUse = (senders: readonly ReviewedSender[]): readonly ReviewedSender[] => {
  const usable = senders.filter(({ sender }) => takesContacts(sender));
  return usable.length > 0 ? usable : senders;
};

function addressOf({ sender }: ReviewedSender): Verdict {
  if (sender.paused) return failed(`${sender.email} is paused.`, 'Let it send with PATCH /api/senders/{id}.');
  if (sender.status === 'verified') return pass(`${sender.email} is verified.`);
  return failed(
    `${sender.email} is ${sender.status}.`,
    sender.identity === 'domain'
      ? 'Publish the DNS records that GET /api/senders/{id} shows, then read it again.'
      : 'Follow the link SES mailed to the address, then read GET /api/senders/{id}.',
  );
}

/** A rotation goes without those that may not send, as long as one of them may. */
function rotationOf(named: number, senders: readonly ReviewedSender[]): Verdict {
  if (senders.length < named)
    return failed(
      `${named - senders.length} of the ${named} senders do not exist any more.`,
      'Take them out of senders with PATCH /api/campaigns/{id}.',
    );
  const bad = senders.map(addressOf).filter(({ state }) => state === 'fail');
  const [first] = bad;
  if (!first) return pass(`${named} senders share the contacts, and all are verified.`);
  if (bad.length === named) return first;
  return warn(`${bad.map(({ reason }) => reason).join(' ')} The other senders get its contacts.`, first.fix ?? look);
}

/** Every address that mails go out from is the tenant's own, and verified. */
export function fromAddress({ campaign, senders }: Subject & { readonly campaign: Campaign }): Verdict {
  const named = campaign.senders.length;
  if (named > 0) return rotationOf(named, senders);
  if (!campaign.fromEmail)
    return failed('No From address is set.', 'Set fromEmail or senders with PATCH /api/campaigns/{id}.');
  const [own] = senders;
  return own
    ? addressOf(own)
    : failed(`${campaign.fromEmail} is not one of your senders.`, 'Register it with POST /api/senders.');
}

const names: { readonly [P in RecordPurpose]: string } = {
  dkim: 'DKIM',
  mail_from: 'return address',
  spf: 'SPF',
  dmarc: 'DMARC',
};

const look = 'GET /api/senders/{id} shows what to publish and what was found.';

function signing({ sender }: ReviewedSender): Verdict {
  const { authentication: known, identity } = sender;
  if (!known) return warn('The DNS was not asked yet.', 'Read GET /api/senders/{id} once.');
  if (identity === 'address')
    return warn(
      `Mails are signed for amazonses.com, not for ${known.domain}: DMARC is not aligned.`,
      'Register the sender with "identity": "domain" and publish its DNS records.',
    );
  if (known.dkim !== 'verified') return failed(`DKIM of ${known.domain} is ${known.dkim}.`, look);
  const amiss = known.records.filter(({ state }) => state === 'missing' || state === 'wrong');
  if (amiss.length === 0) return pass(`${known.domain} signs its mails, and SPF and DMARC are aligned.`);
  const list = [...new Set(amiss.map(({ purpose, state }) => `${names[purpose]} ${state}`))].join(', ');
  return warn(`DNS records of ${known.domain}: ${list}.`, look);
}

/** DKIM, SPF and DMARC of the senders: Gmail, Yahoo and Outlook refuse bulk mail without (reference/reliability §4). */
export const authentication = ({ senders }: Subject): Verdict =>
  gravestOf(inUse(senders).map(signing)) ??
  failed('Without a sender nothing is signed.', 'Register one with POST /api/senders.');

function standing({ sends }: ReviewedSender): Verdict {
  const finding = judgeSends(sends);
  if (!finding) return pass('Few mails of the sender bounced or were called spam in the last 7 days.');
  const [numbers = ''] = explainFinding(finding, 'sender').split('. ');
  const fix = 'Wait until the seven days are over, and send to people who asked for it and opened lately.';
  return finding.level === 'stop' ? failed(`${numbers}.`, fix) : warn(`${numbers}.`, fix);
}

/** The guardrails would pause the campaign at its first bounce. */
export const reputation = ({ senders }: Subject): Verdict =>
  gravestOf(inUse(senders).map(standing)) ?? pass('There is no sender whose mails came back.');

interface Planned extends Subject {
  readonly draft: Sequence;
  readonly segment: Segment | undefined;
  readonly settings: Settings;
  readonly now: string;
}

/** What falls due later is too far away to be known. */
const foreseenDays = 14;

/** Mails that fall due on each day from the start, when every member goes the way with the most of them. */
function mailsPerDay({ draft, segment }: Planned): readonly number[] {
  const perDay: number[] = [];
  for (const ms of mostMailsMs(draft)) {
    const day = Math.floor(ms / dayMs);
    while (perDay.length <= day && day < foreseenDays) perDay.push(0);
    if (day < foreseenDays) perDay[day] = (perDay[day] ?? 0) + (segment?.memberCount ?? 0);
  }
  return perDay;
}

/** How long the mails of the first two weeks take at the pace of the senders, should every contact get all it can. */
export function capacity(planned: Planned): Verdict {
  const { settings, now } = planned;
  const today = dayOf(now, settings.timezone);
  const senders = inUse(planned.senders);
  const caps = senders.map(({ sender }) => capOn(sender, today));
  if (caps.length === 0 || caps.includes(null)) return pass('There is no daily limit, and no warm-up is needed.');
  const perDay = mailsPerDay(planned);
  const mails = perDay.reduce((sum, n) => sum + n, 0);
  const paced = senders.map(({ sender, usedToday }) => ({ pace: sender, used: usedToday }));
  const days = daysNeeded(paced, perDay, today);
  const all = caps.reduce<number>((sum, cap) => sum + (cap ?? 0), 0);
  const left = senders.reduce((sum, { usedToday }, i) => sum + Math.max(0, (caps[i] ?? 0) - usedToday), 0);
  const emails = senders.map(({ sender }) => sender.email).join(', ');
  const pace = `${emails} may send ${all} mails today, ${left} of them are left.`;
  if (days <= perDay.length) return pass(`${pace} That is enough for the ${mails} mails of the first two weeks.`);
  return warn(
    `${pace} At this pace the ${mails} mails of the first two weeks take ${days} days instead of ${perDay.length}; those that a day has no room for wait.`,
    'Launch to a smaller segment first, or change the pace with PUT /api/senders/{id}/pace.',
  );
}
