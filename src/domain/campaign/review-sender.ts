import type { Sends } from '../../contracts/guardrail.ts';
import type { Sender, Settings } from '../../contracts/resources.ts';
import type { Segment } from '../../contracts/segment.ts';
import type { RecordPurpose } from '../../contracts/sender-identity.ts';
import { capOn, daysNeeded } from '../delivery/daily-cap.ts';
import { explainFinding, judgeSends } from '../delivery/guardrail.ts';
import { dayOf } from '../schedule/local-time.ts';
import { failed, pass, type Verdict, warn } from './verdict.ts';

interface Subject {
  readonly sender: Sender | undefined;
  readonly senderSends: Sends;
}

const names: { readonly [P in RecordPurpose]: string } = {
  dkim: 'DKIM',
  mail_from: 'return address',
  spf: 'SPF',
  dmarc: 'DMARC',
};

const look = 'GET /api/senders/{id} shows what to publish and what was found.';

/** DKIM, SPF and DMARC of the sender: Gmail, Yahoo and Outlook refuse bulk mail without (reference/reliability §4). */
export function authentication({ sender }: Subject): Verdict {
  if (!sender) return failed('Without a sender nothing is signed.', 'Register one with POST /api/senders.');
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

/** The guardrails would pause the campaign at its first bounce. */
export function reputation({ senderSends }: Subject): Verdict {
  const finding = judgeSends(senderSends);
  if (!finding) return pass('Few mails of the sender bounced or were called spam in the last 7 days.');
  const [numbers = ''] = explainFinding(finding, 'sender').split('. ');
  const fix = 'Wait until the seven days are over, and send to people who asked for it and opened lately.';
  return finding.level === 'stop' ? failed(`${numbers}.`, fix) : warn(`${numbers}.`, fix);
}

interface Planned extends Pick<Subject, 'sender'> {
  readonly segment: Segment | undefined;
  readonly settings: Settings;
  readonly usedToday: number;
  readonly now: string;
}

/** How long the mails take at the pace of the sender. Those of one step: later ones wait anyway. */
export function capacity({ sender, segment, settings, usedToday, now }: Planned): Verdict {
  const today = dayOf(now, settings.timezone);
  const cap = sender ? capOn(sender, today) : null;
  if (!sender || cap === null) return pass('The sender has no daily limit, and needs no warm-up.');
  const mails = segment?.memberCount ?? 0;
  const days = daysNeeded(sender, mails, today, usedToday);
  const pace = `${sender.email} may send ${cap} mails today, ${Math.max(0, cap - usedToday)} of them are left.`;
  if (days <= 1) return pass(`${pace} That is enough for ${mails} contacts.`);
  return warn(
    `${pace} At this pace the ${mails} mails of a step take ${days} days; the others wait for the next day.`,
    'Launch to a smaller segment first, or change the pace with PUT /api/senders/{id}/pace.',
  );
}
