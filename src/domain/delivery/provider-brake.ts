import type { BounceClass, Message } from '../../contracts/message.ts';
import type { MailboxProvider, ProviderHold, ProviderState, ProviderTrouble } from '../../contracts/provider.ts';
import type { TrackingEvent } from '../analytics/tracking-event.ts';
import { later } from '../later.ts';

/** So many outcomes are looked at, and so many of them, put off or refused by policy, hold a provider. */
const lookedAt = 100;
const tooMany = 20;
const hourMs = 3_600_000;
const longestHours = 24;
/** A provider that refuses again within a day of a hold is held twice as long. */
const remembersMs = 24 * hourMs;

/** Delays that are the mailbox's or SES's own fault, and not the provider's will (SES, `delayType`). */
const harmlessDelays: ReadonlySet<string> = new Set([
  'MailboxFull',
  'InternalFailure',
  'BYOIPHostNameLookupUnavailable',
]);

/** What one event says of the provider: an outcome of a mail, good or bad, or a complaint about one that was taken. */
export type ProviderWord = keyof ProviderTrouble | 'taken';

const byClass: { readonly [C in BounceClass]: ProviderWord } = {
  hard: 'taken',
  soft: 'taken',
  undetermined: 'taken',
  policy: 'refused',
};

/** What an event that changed a mail says; undefined where it says nothing. Of several delays of a mail the first counts. */
export function providerWordOf(event: TrackingEvent, before: Message, after: Message): ProviderWord | undefined {
  switch (event.type) {
    case 'delivered':
      return before.flags.delivered === null ? 'taken' : undefined;
    case 'delayed':
      return before.delay === null && !harmlessDelays.has(event.delayType ?? '') ? 'deferred' : undefined;
    case 'bounced':
      return after.bounceClass && before.bounceClass !== after.bounceClass ? byClass[after.bounceClass] : undefined;
    case 'complained':
      return before.flags.complained === null ? 'complained' : undefined;
    default:
      return undefined;
  }
}

export const isHolding = (hold: ProviderHold | null, now: string): hold is ProviderHold =>
  hold !== null && hold.until > now;

export const newProviderState = (provider: MailboxProvider): ProviderState => ({
  provider,
  recent: '',
  hold: null,
  rev: 0,
});

const badOnes = (recent: string): number => recent.split('1').length - 1;

function hoursAfter(hold: ProviderHold | null, now: string): number {
  if (!hold || now > later(hold.until, remembersMs)) return 1;
  return Math.min(longestHours, hold.hours * 2);
}

function newHold({ provider, hold }: ProviderState, recent: string, now: string): ProviderHold {
  const hours = hoursAfter(hold, now);
  const why = `${badOnes(recent)} of the last ${recent.length} mails to ${provider} were put off or refused by its policy: its mails wait until ${later(now, hours * hourMs)}.`;
  return { since: now, until: later(now, hours * hourMs), hours, why };
}

/**
 * A provider after outcomes of mails, the newest last: at 20 bad ones among the last 100 its mails are held for an hour, and twice as long
 * each time it refuses again, up to a day. While it is held, what comes is of mails that left before: it counts for nothing. Domains that
 * are not known are of many providers, and are never held together.
 */
export function afterOutcomes(state: ProviderState, outcomes: readonly ProviderWord[], now: string): ProviderState {
  if (isHolding(state.hold, now)) return state;
  const bits = outcomes.filter((word) => word !== 'complained').map((word) => (word === 'taken' ? '0' : '1'));
  let recent = state.recent;
  for (const bit of bits) {
    recent = `${recent}${bit}`.slice(-lookedAt);
    if (state.provider !== 'other' && badOnes(recent) >= tooMany)
      return { ...state, recent: '', hold: newHold(state, recent, now), rev: state.rev + 1 };
  }
  return { ...state, recent, rev: state.rev + 1 };
}

/** A provider that somebody released: it is looked at as if nothing had been. */
export const released = (state: ProviderState): ProviderState => ({
  ...state,
  recent: '',
  hold: null,
  rev: state.rev + 1,
});

/** What to add to the counters of an hour. */
export const troubleIn = (words: readonly ProviderWord[]): ProviderTrouble => {
  const count = (wanted: ProviderWord): number => words.filter((word) => word === wanted).length;
  return { deferred: count('deferred'), refused: count('refused'), complained: count('complained') };
};

export const isTrouble = ({ deferred, refused, complained }: ProviderTrouble): boolean =>
  deferred + refused + complained > 0;
