import type { Campaign } from '../../contracts/campaign.ts';
import type { Message, Timing } from '../../contracts/message.ts';
import type { Settings } from '../../contracts/resources.ts';
import type { SendTimeHistory, SendWindow } from '../../contracts/send-window.ts';
import type { Sequence } from '../../contracts/step.ts';
import { type AttentionBudget, nextWithinBudgets } from '../audience/attention.ts';
import type { PlanSendTime, SendTimeRequest } from '../sequence/send-time.ts';
import { windowOf, windowsOf } from './campaign-window.ts';
import { chooseSendTime, usableZone } from './choose-send-time.ts';
import { addEvidence } from './send-time-evidence.ts';

/** Of a {@link Timing}: the mail was moved because the contact had got enough of them. */
export const budgetRule = 'attention_budget';

/** One contact whose mails are to be timed. */
export interface Reader {
  readonly campaign: Campaign;
  readonly settings: Settings;
  /** Holidays of the contact's country, local date → name; empty where no window skips them. */
  readonly holidays: ReadonlyMap<string, string>;
  /** All mails the contact ever got, of any campaign. */
  readonly messages: readonly Message[];
  readonly contactId: string;
}

/** When the contact read mails of any campaign: human opens and clicks are on the rows of its mails. */
const historyOf = (messages: readonly Message[], zone: string): SendTimeHistory =>
  messages
    .flatMap(({ flags }) => [
      ...(flags.opened ? [{ at: flags.opened, kind: 'open' as const }] : []),
      ...(flags.clicked ? [{ at: flags.clicked, kind: 'click' as const }] : []),
    ])
    .reduce<SendTimeHistory>((history, event) => addEvidence(history, event, zone), []);

/** What limits how many mails a contact gets: the organization's own limit and the campaign's. */
export const budgetsOf = (
  campaign: Pick<Campaign, 'exclusions'>,
  settings: Pick<Settings, 'attention'>,
): readonly AttentionBudget[] => [
  ...(settings.attention ? [settings.attention] : []),
  ...(campaign.exclusions.receivedWithinHours === null
    ? []
    : [{ mails: 1, hours: campaign.exclusions.receivedWithinHours }]),
];

/** Whether some mail of the sequence keeps clear of holidays, so that they must be known. */
export const skipsHolidays = (campaign: Campaign, sequence: Sequence): boolean =>
  windowsOf(campaign, sequence).some((window) => window.skipHolidays);

function timingIn(window: SendWindow | null, reader: Reader, request: SendTimeRequest, earliest: string): Timing {
  const { campaign, settings, holidays, messages, contactId } = reader;
  const { contact, now } = request;
  const { zone } = usableZone(contact, campaign.timezone);
  const { at, zoneSource, shifts, arm } = chooseSendTime({
    earliest,
    now,
    contact,
    fallbackZone: campaign.timezone,
    window: window ?? undefined,
    holidays,
    weekendDays: settings.holidays.weekendDays,
    history: window?.optimize?.enabled ? historyOf(messages, zone) : [],
    stickyKey: `${campaign.id}|${contactId}`,
  });
  return { at, zone, zoneSource, arm, shifts: shifts.map(({ rule, to, detail }) => ({ rule, to, detail })) };
}

const byBudget = (from: string, to: string): Timing['shifts'][number] => ({
  rule: budgetRule,
  to,
  detail: `Another mail went to the contact: the limit on mails has room again at ${to}, not at ${from}.`,
});

const isNew =
  ({ shifts }: Timing) =>
  (shift: Timing['shifts'][number]): boolean =>
    !shifts.some(({ rule, to }) => rule === shift.rule && to === shift.to);

/** The window first, then the budget, then the window again from where the budget has room (domain §3). */
const planner =
  (reader: Reader, budgets: readonly AttentionBudget[]): PlanSendTime =>
  (request) => {
    const window = windowOf(reader.campaign, request.step, request.localTime);
    if (!window && budgets.length === 0) return undefined;
    const mails = [...reader.messages, ...request.planned];
    const first = timingIn(window, reader, request, request.chosen?.at ?? request.earliest);
    const from = first.at > request.now ? first.at : request.now;
    const room = nextWithinBudgets(budgets, mails, from);
    const before = request.chosen
      ? [...request.chosen.shifts, ...first.shifts.filter(isNew(request.chosen))]
      : first.shifts;
    if (room <= from) return { ...first, shifts: before };
    const second = timingIn(window, reader, request, room);
    return { ...second, arm: first.arm, shifts: [...before, byBudget(from, room), ...second.shifts] };
  };

/** How the mails of a sequence are timed for one contact; undefined where nothing restricts them. */
export function sendPlanner(sequence: Sequence, reader: Reader): PlanSendTime | undefined {
  const budgets = budgetsOf(reader.campaign, reader.settings);
  const isFree = budgets.length === 0 && windowsOf(reader.campaign, sequence).length === 0;
  return isFree ? undefined : planner(reader, budgets);
}
