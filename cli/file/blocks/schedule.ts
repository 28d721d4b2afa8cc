import * as z from 'zod';
import { Instant, TimeZone } from '../../../src/contracts/primitives.ts';
import { ClockTime, SendWindow } from '../../../src/contracts/send-window.ts';
import { joinedRules, type Translated, translated } from './block.ts';

const BusinessHours = SendWindow.shape.businessHours.unwrap();
const QuietHours = z.union([
  z.string().regex(/^([01]\d|2[0-3]):[0-5]\d *- *([01]\d|2[0-3]):[0-5]\d$/, {
    error: 'Write quiet hours like 22:00-07:00.',
  }),
  z.strictObject({ start: ClockTime, end: ClockTime }),
]);

const scheduleRules = {
  if_timezone_unknown: z.literal('use_fallback', { error: 'Only use_fallback: the zone of the campaign counts.' }),
  respect_business_hours: z.union([z.boolean(), BusinessHours]).meta({
    description: 'true is Monday to Friday, 09:00 to 17:00.',
  }),
  skip_weekends: z.boolean(),
  skip_holidays: z.boolean(),
  quiet_hours: QuietHours,
};
const ScheduleRule = z.strictObject(scheduleRules).partial();

/** The specification's timezone-aware scheduling. */
export const CampaignSchedule = z
  .strictObject({
    send_strategy: z.enum(['recipient_timezone', 'immediate', 'scheduled'], {
      error: 'Give one of recipient_timezone, immediate, scheduled.',
    }),
    preferred_time: ClockTime.optional(),
    timezone_fallback: TimeZone.optional(),
    start_date: Instant.optional().meta({ description: 'With `scheduled`: when the launch begins.' }),
    rules: z.union([z.array(ScheduleRule), ScheduleRule]).optional(),
  })
  .refine(({ send_strategy, start_date }) => (send_strategy === 'scheduled') === (start_date !== undefined), {
    path: ['start_date'],
    error: 'Give start_date with the strategy "scheduled", for example 2026-12-01T09:00:00Z, and with no other.',
  })
  .meta({ description: 'When mails leave, in the local time of their readers.' });

const office = [{ from: '09:00', to: '17:00' }];
const officeWeek = { mon: office, tue: office, wed: office, thu: office, fri: office };

function quietOf(written: z.infer<typeof QuietHours>): { from: string; to: string } {
  if (typeof written !== 'string') return { from: written.start, to: written.end };
  const [from = '', to = ''] = written.split('-').map((part) => part.trim());
  return { from, to };
}

const businessOf = (written: boolean | z.infer<typeof BusinessHours> | undefined) =>
  written === true ? officeWeek : written || undefined;

function windowOf(schedule: z.infer<typeof CampaignSchedule>): Record<string, unknown> {
  const rules = joinedRules(schedule.rules);
  const businessHours = businessOf(rules.respect_business_hours);
  return {
    ...(schedule.preferred_time ? { preferredTime: schedule.preferred_time } : {}),
    ...(businessHours ? { businessHours } : {}),
    ...(rules.quiet_hours ? { quietHours: quietOf(rules.quiet_hours) } : {}),
    ...(rules.skip_weekends ? { skipWeekends: true } : {}),
    ...(rules.skip_holidays ? { skipHolidays: true } : {}),
  };
}

/** A send window is always local time, so `recipient_timezone` needs no more than the window. */
export function translateSchedule(schedule: z.infer<typeof CampaignSchedule>): Translated {
  const window = windowOf(schedule);
  const source = ['campaign_schedule'];
  return translated(
    {
      ...(Object.keys(window).length > 0 ? { sendWindow: window } : {}),
      ...(schedule.timezone_fallback ? { timezone: schedule.timezone_fallback } : {}),
      ...(schedule.start_date ? { startDate: schedule.start_date, sendStrategy: 'scheduled' } : {}),
    },
    {
      origins: [
        { native: ['sendWindow'], source },
        { native: ['sendWindow', 'preferredTime'], source: [...source, 'preferred_time'] },
        { native: ['timezone'], source: [...source, 'timezone_fallback'] },
        { native: ['startDate'], source: [...source, 'start_date'] },
      ],
    },
  );
}
