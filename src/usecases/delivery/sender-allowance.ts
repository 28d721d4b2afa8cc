import type { Sender } from '../../contracts/resources.ts';
import { capOn } from '../../domain/delivery/daily-cap.ts';
import { dayOf, localToInstant } from '../../domain/schedule/local-time.ts';
import { coalesced } from '../coalesced.ts';
import type { Clock } from '../ports/effects.ts';
import type { SenderStore, SettingsStore } from '../ports/resource-stores.ts';
import type { SenderQuota } from '../ports/sender-quota.ts';
import type { TenantScope } from '../scope.ts';

export interface Deps {
  readonly senders: Pick<SenderStore, 'findByEmail'>;
  /** May be a minute old. */
  readonly settings: Pick<SettingsStore, 'get'>;
  readonly quota: SenderQuota;
  readonly clock: Clock;
}

export type Allowance =
  | { readonly granted: true; readonly giveBack: () => Promise<void> }
  | { readonly granted: false; readonly until: string; readonly why: string };

export interface SenderAllowance {
  /** Counts a mail of a sender towards its day, or says when the next day begins. */
  take(scope: TenantScope, email: string): Promise<Allowance>;
  /** The refusal of a moment ago, if there was one: mails that come again need not be looked at. */
  refusal(scope: TenantScope, email: string): Allowance | undefined;
}

/** A raised cap holds after this long. */
const rememberedMs = 60_000;
const free: Allowance = { granted: true, giveBack: async () => {} };

interface Wish {
  readonly scope: TenantScope;
  readonly email: string;
  readonly day: string;
  readonly cap: number;
}

const nameOf = ({ tenantId }: TenantScope, email: string): string => `${tenantId}|${email}`;

/** Senders as they were up to a minute ago. */
function recentSenders({ senders, clock }: Deps) {
  const cache = new Map<string, { readonly sender: Promise<Sender | undefined>; readonly until: number }>();
  return (scope: TenantScope, email: string): Promise<Sender | undefined> => {
    const now = Date.parse(clock.now());
    const known = cache.get(nameOf(scope, email));
    if (known && known.until > now) return known.sender;
    const sender = senders.findByEmail(scope, email);
    if (cache.size > 1000) cache.clear();
    cache.set(nameOf(scope, email), { sender, until: now + rememberedMs });
    sender.catch(() => cache.delete(nameOf(scope, email)));
    return sender;
  };
}

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
const nextMidnight = (day: string, zone: string): string =>
  localToInstant(`${new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)}T00:00`, zone);

/** What each sender may still send today: its daily cap and its warm-up, counted for all workers together. */
export function senderAllowance(deps: Deps): SenderAllowance {
  const senderOf = recentSenders(deps);
  const ask = gathered(deps.quota);
  const refused = new Map<string, { readonly answer: Allowance; readonly until: number }>();
  return {
    refusal: (scope, email) => {
      const known = refused.get(nameOf(scope, email));
      return known && known.until > Date.parse(deps.clock.now()) ? known.answer : undefined;
    },
    take: async (scope, email) => {
      const [sender, { timezone }] = await Promise.all([senderOf(scope, email), deps.settings.get(scope)]);
      const now = deps.clock.now();
      const day = dayOf(now, timezone);
      const cap = sender ? capOn(sender, day) : null;
      if (cap === null) return free;
      if (await ask({ scope, email, day, cap }))
        return { granted: true, giveBack: () => deps.quota.giveBack(scope, email, day) };
      const until = nextMidnight(day, timezone);
      const why = `${email} may send ${cap} mails on ${day}, and they are used up.`;
      const answer: Allowance = { granted: false, until, why };
      refused.set(nameOf(scope, email), { answer, until: Math.min(Date.parse(until), Date.parse(now) + rememberedMs) });
      return answer;
    },
  };
}
