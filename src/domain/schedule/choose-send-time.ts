import { isTimeZone } from '../../contracts/primitives.ts';
import {
  minutesOf,
  type SendShift,
  type SendTimeHistory,
  type SendWindow,
  slotMinutes,
  type WeekendDays,
} from '../../contracts/send-window.ts';
import { bestSendMinute } from './best-send-minute.ts';
import { type ZoneChoice, zoneOf } from './contact-zone.ts';
import { exploreSlot } from './explore-slot.ts';
import { clockOf, epochDayOf } from './local-words.ts';
import { refusalAt, sendRules } from './send-rules.ts';
import { type Found, searchSendTime, type Target } from './send-search.ts';
import { sendSlots } from './send-slots.ts';
import { weekendOf } from './weekend.ts';
import { localOf } from './zone-offset.ts';

export interface SendTimeInput {
  /** The instant before which the mail must not leave: its wait is over, its campaign has begun. */
  readonly earliest: string;
  readonly now: string;
  readonly contact: { readonly timezone: string | null; readonly country: string | null };
  /** Zone of contacts whose own is unknown. */
  readonly fallbackZone: string;
  readonly window: SendWindow | undefined;
  /** Holidays of the contact's country, local date → name (`holidaysOf`). */
  readonly holidays: ReadonlyMap<string, string>;
  readonly weekendDays?: WeekendDays | undefined;
  /** When the contact read before; empty when nothing is known. */
  readonly history?: SendTimeHistory | undefined;
  /** Names the send: whether it explores, and when, is the same for ever. */
  readonly stickyKey: string;
}

export interface SendTime {
  readonly at: string;
  readonly zone: string;
  readonly zoneSource: ZoneChoice['source'] | 'utc';
  /** Why the mail leaves later than `earliest`, in order; empty when it does not. */
  readonly shifts: readonly SendShift[];
  /** True when no time within 14 days was allowed and the mail leaves all the same. */
  readonly fellBack: boolean;
  /** Which side of the comparison the send counts on (`sendTimeLift`); null without optimization. */
  readonly arm: 'optimized' | 'explored' | null;
}

const benchmark = '09:00';
const dayMinutes = 1440;
/** A large audience takes up to two hours to start (spread.ts): a mail that is this late leaves at once where the rules allow it. */
const lateMs = 2 * 60 * 60_000;

/**
 * Zone of a contact, by `zoneOf`; a name that is no zone counts as unknown, and a campaign whose zone does not exist is in UTC. Always
 * a zone that exists.
 */
export function usableZone(
  contact: SendTimeInput['contact'],
  fallbackZone: string,
): { readonly zone: string; readonly source: SendTime['zoneSource'] } {
  const timezone = contact.timezone && isTimeZone(contact.timezone) ? contact.timezone : null;
  const choice = zoneOf({ timezone, country: contact.country }, fallbackZone);
  return isTimeZone(choice.zone) ? choice : { zone: 'UTC', source: 'utc' };
}

function because(history: SendTimeHistory, minute: number, usual: number): string {
  const known = history.length === 1 ? '1 reading' : `${history.length} readings`;
  const time = minute === usual ? 'the usual time' : 'the allowed time nearest to the usual one';
  if (history.length === 0) return `${time}, as it is not known when this contact reads`;
  if (minute === usual) return `the usual time, as ${known} on record is not enough for another`;
  return `chosen for ${clockOf((minute + slotMinutes) % dayMinutes)} by ${known} of this contact on record`;
}

function optimizedTarget(input: SendTimeInput, window: SendWindow, weekend: readonly number[], today: number) {
  if (!window.optimize?.enabled) return undefined;
  const slots = sendSlots(window, weekend);
  const explored = exploreSlot(input.stickyKey, window.optimize.explore, slots);
  if (explored !== undefined)
    return {
      rule: 'explored_time',
      minute: explored,
      because: 'a random time of the optimization window, to measure what optimization brings',
    } as const;
  const history = input.history ?? [];
  const usual = minutesOf(window.preferredTime ?? benchmark);
  const best = bestSendMinute({ history, slots, today, benchmark: usual });
  if (best === undefined) return undefined;
  return { rule: 'optimized_time', minute: best, because: because(history, best, usual) } as const;
}

function targetOf(
  input: SendTimeInput,
  window: SendWindow,
  weekend: readonly number[],
  today: number,
): Target | undefined {
  const optimized = optimizedTarget(input, window, weekend, today);
  if (optimized || window.preferredTime === undefined) return optimized;
  return { rule: 'preferred_time', minute: minutesOf(window.preferredTime), because: 'the preferred time' };
}

const armOf = (target: Target | undefined): SendTime['arm'] => {
  if (target?.rule === 'explored_time') return 'explored';
  return target?.rule === 'optimized_time' ? 'optimized' : null;
};

const asksNothing = (window: SendWindow): boolean =>
  window.preferredTime === undefined &&
  window.businessHours === undefined &&
  window.quietHours === undefined &&
  !window.skipWeekends &&
  !window.skipHolidays &&
  !window.optimize?.enabled;

/**
 * When a mail leaves (domain §3): the first instant from `earliest` on that the window allows in the contact's local time, searched 14
 * days ahead, with every shift explained. `at` may lie up to two hours before `now` when sending now is allowed too.
 */
export function chooseSendTime(input: SendTimeInput): SendTime {
  const { zone, source: zoneSource } = usableZone(input.contact, input.fallbackZone);
  const { window } = input;
  if (!window || asksNothing(window))
    return { at: input.earliest, zone, zoneSource, shifts: [], fellBack: false, arm: null };
  const weekend = weekendOf(input.contact.country, input.weekendDays);
  const rules = sendRules(zone, window, weekend, input.holidays);
  const [earliest, now] = [Date.parse(input.earliest), Date.parse(input.now)];
  const target = targetOf(input, window, weekend.days, epochDayOf(localOf(earliest, zone)));
  const isTimely = ({ ms, fellBack }: Found): boolean =>
    ms >= now || fellBack || (now - ms <= lateMs && refusalAt(rules, now) === undefined);
  const first = searchSendTime(rules, target, earliest);
  const found = isTimely(first) ? first : searchSendTime(rules, target, now);
  return {
    at: new Date(found.ms).toISOString(),
    zone,
    zoneSource,
    shifts: found.shifts,
    fellBack: found.fellBack,
    arm: armOf(target),
  };
}
