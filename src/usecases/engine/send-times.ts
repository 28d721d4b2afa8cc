import type { Campaign } from '../../contracts/campaign.ts';
import type { Contact } from '../../contracts/contact.ts';
import type { Message } from '../../contracts/message.ts';
import type { Settings } from '../../contracts/resources.ts';
import type { Sequence } from '../../contracts/step.ts';
import { holidaysOf, holidayYears } from '../../domain/schedule/holidays.ts';
import { budgetsOf, sendPlanner, skipsHolidays } from '../../domain/schedule/send-planner.ts';
import type { PlanSendTime } from '../../domain/sequence/send-time.ts';
import type { HolidayCalendar } from '../ports/holiday-calendar.ts';
import type { SettingsStore } from '../ports/resource-stores.ts';
import type { TenantScope } from '../scope.ts';

export interface TimeDeps {
  /** May be a minute old. */
  readonly settings: Pick<SettingsStore, 'get'>;
  readonly holidays: HolidayCalendar;
}

export interface Timetable {
  /** Absent where nothing restricts the mails of the sequence. */
  readonly planSendTime?: PlanSendTime;
  /** Whether a mail may make its contact wait. */
  readonly mailsMayWait: boolean;
  /** Mails count against a budget that other campaigns share. */
  readonly sharesBudget: boolean;
}

const free: Timetable = { mailsMayWait: false, sharesBudget: false };
const noHolidays: ReadonlyMap<string, string> = new Map();

async function readHolidays(
  { holidays }: TimeDeps,
  settings: Settings,
  contact: Contact,
  now: string,
): Promise<ReadonlyMap<string, string>> {
  const { country } = contact;
  const days = country ? await holidays.daysOf(country, holidayYears(now)) : noHolidays;
  return holidaysOf(country, days, settings.holidays);
}

/** How the mails of a sequence are timed for one contact; `messages` are all it ever got, of any campaign. */
export async function readTimetable(
  deps: TimeDeps,
  scope: TenantScope,
  subject: {
    readonly campaign: Campaign;
    readonly sequence: Sequence;
    readonly contact: Contact;
    readonly messages: readonly Message[];
    readonly now: string;
  },
): Promise<Timetable> {
  const { campaign, sequence, contact, messages, now } = subject;
  const settings = await deps.settings.get(scope);
  const holidays = skipsHolidays(campaign, sequence) ? await readHolidays(deps, settings, contact, now) : noHolidays;
  const planSendTime = sendPlanner(sequence, { campaign, settings, holidays, messages, contactId: contact.id });
  if (!planSendTime) return free;
  return { planSendTime, mailsMayWait: true, sharesBudget: budgetsOf(campaign, settings).length > 0 };
}
