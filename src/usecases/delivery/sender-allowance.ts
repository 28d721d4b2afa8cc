import { capOn } from '../../domain/delivery/daily-cap.ts';
import type { SendingWait } from '../../domain/delivery/wait-shift.ts';
import { dayAfter, later } from '../../domain/later.ts';
import { dayOf, localToInstant } from '../../domain/schedule/local-time.ts';
import { coalesced } from '../coalesced.ts';
import type { Clock } from '../ports/effects.ts';
import type { SenderStore, SettingsStore } from '../ports/resource-stores.ts';
import type { SenderQuota } from '../ports/sender-quota.ts';
import type { TenantScope } from '../scope.ts';

export interface Deps {
  /** May be a minute old. */
  readonly senders: Pick<SenderStore, 'findByEmail'>;
  /** May be a minute old. */
  readonly settings: Pick<SettingsStore, 'get'>;
  readonly quota: SenderQuota;
  readonly clock: Clock;
}

export type Allowance = { readonly granted: true; readonly giveBack: () => Promise<void> } | Refusal;

export type Refusal = SendingWait & { readonly granted: false };

export interface SenderAllowance {
  /** Counts a mail of a sender towards its day, or says why it waits: its day is full, or somebody paused it. */
  take(scope: TenantScope, email: string): Promise<Allowance>;
  /** The refusal of a moment ago, if there was one: mails that come again need not be looked at. */
  refusal(scope: TenantScope, email: string): Refusal | undefined;
}

/** A raised cap holds after this long. */
const rememberedMs = 60_000;
/** A paused sender is looked at again after this long. */
const pausedMs = 15 * 60_000;
const free: Allowance = { granted: true, giveBack: async () => {} };

interface Wish {
  readonly scope: TenantScope;
  readonly email: string;
  readonly day: string;
  readonly cap: number;
}

const nameOf = ({ tenantId }: TenantScope, email: string): string => `${tenantId}|${email}`;

/** Mails that ask at the same time share one write; where there is room for some, the first of them get it. */
const gathered = (quota: SenderQuota) =>
  coalesced<Wish, true>(async (wishes) => {
    const granted = new Set<Wish>();
    for (const group of Map.groupBy(wishes, ({ scope, email, day }) => `${nameOf(scope, email)}|${day}`).values()) {
      const [first] = group;
      if (!first) continue;
      const room = await quota.take(first.scope, first.email, first.day, group.length, first.cap);
      for (const wish of group.slice(0, room)) granted.add(wish);
    }
    return (wish) => (granted.has(wish) ? true : undefined);
  });

/** When the day after a day begins in a zone. */
const nextMidnight = (day: string, zone: string): string => localToInstant(`${dayAfter(day, 1)}T00:00`, zone);

/** What each sender may still send today: its daily cap and its warm-up, counted for all workers together. */
export function senderAllowance(deps: Deps): SenderAllowance {
  const ask = gathered(deps.quota);
  const refused = new Map<string, { readonly answer: Refusal; readonly until: number }>();
  const refuse = (scope: TenantScope, email: string, wait: SendingWait, now: string): Refusal => {
    const answer = { ...wait, granted: false as const };
    const until = Math.min(Date.parse(wait.until), Date.parse(now) + rememberedMs);
    refused.set(nameOf(scope, email), { answer, until });
    return answer;
  };
  return {
    refusal: (scope, email) => {
      const known = refused.get(nameOf(scope, email));
      return known && known.until > Date.parse(deps.clock.now()) ? known.answer : undefined;
    },
    take: async (scope, email) => {
      const [sender, { timezone }] = await Promise.all([
        deps.senders.findByEmail(scope, email),
        deps.settings.get(scope),
      ]);
      const now = deps.clock.now();
      if (sender?.paused) {
        const why = `The sender ${email} is paused.`;
        return refuse(scope, email, { rule: 'sender_paused', until: later(now, pausedMs), why }, now);
      }
      const day = dayOf(now, timezone);
      const cap = sender ? capOn(sender, day) : null;
      if (cap === null) return free;
      if (await ask({ scope, email, day, cap }))
        return { granted: true, giveBack: () => deps.quota.giveBack(scope, email, day) };
      const until = nextMidnight(day, timezone);
      const why = `${email} may send ${cap} mails on ${day}, and they are used up.`;
      return refuse(scope, email, { rule: 'sender_cap', until, why }, now);
    },
  };
}
