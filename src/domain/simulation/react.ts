import { type Flags, type Message, noFlags } from '../../contracts/message.ts';
import type { SimulationRates } from '../../contracts/simulation.ts';
import { drawsOf } from '../ids.ts';
import { dayMs, later } from '../later.ts';

const minuteMs = 60_000;
const secondMs = 1000;

const isQuiet = (rates: SimulationRates): boolean => Object.values(rates).every((rate) => rate === 0);

/**
 * What the reader does with a mail, drawn by its send id, so that the same simulation draws the same. Who clicks has opened as far as the
 * rates allow it. A mail is read evenly within a day, clicked a minute later, answered an hour later; a bounce comes at once.
 */
export function reactionTo(sendId: string, sentAt: string, rates: SimulationRates, seed: string): Flags {
  const delivered = { ...noFlags, sent: sentAt, delivered: later(sentAt, secondMs) };
  if (isQuiet(rates)) return delivered;
  const [bounce = 0, interest = 0, reply = 0, unsubscribe = 0, time = 0] = drawsOf(`${seed}|${sendId}`);
  if (bounce < rates.bounce) return { ...noFlags, sent: sentAt, bounced: later(sentAt, secondMs) };
  const readMs = (time / 100) * dayMs;
  const when = (happens: boolean, ms: number): string | null => (happens ? later(sentAt, readMs + ms) : null);
  return {
    ...delivered,
    opened: when(interest < rates.open, 0),
    clicked: when(interest < rates.click, minuteMs),
    replied: when(reply < rates.reply, 60 * minuteMs),
    unsubscribed: when(unsubscribe < rates.unsubscribe, minuteMs),
  };
}

const latest = ({ bounced, delivered, opened, clicked, replied, unsubscribed }: Flags): string =>
  [bounced, delivered, opened, clicked, replied, unsubscribed].reduce<string>(
    (last, at) => (at !== null && at > last ? at : last),
    '',
  );

const visibleAt = (flags: Flags, now: string): Flags => ({
  ...flags,
  bounced: flags.bounced && flags.bounced <= now ? flags.bounced : null,
  delivered: flags.delivered && flags.delivered <= now ? flags.delivered : null,
  opened: flags.opened && flags.opened <= now ? flags.opened : null,
  clicked: flags.clicked && flags.clicked <= now ? flags.clicked : null,
  replied: flags.replied && flags.replied <= now ? flags.replied : null,
  unsubscribed: flags.unsubscribed && flags.unsubscribed <= now ? flags.unsubscribed : null,
});

/** The ledger as it is at an instant: what readers do later is not known yet. */
export const ledgerAt = (mails: readonly Message[], now: string): readonly Message[] =>
  mails.map((mail) => (latest(mail.flags) <= now ? mail : { ...mail, flags: visibleAt(mail.flags, now) }));

/** News of a mail beside its delivery. */
export const reactionsIn = ({ bounced, opened, clicked, replied, unsubscribed }: Flags): number =>
  [bounced, opened, clicked, replied, unsubscribed].filter((at) => at !== null).length;
