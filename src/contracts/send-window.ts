import * as z from 'zod';
import { Country } from './country.ts';
import { Day, StoredInstant } from './primitives.ts';

/** Minutes from midnight of `HH:MM`; 24:00 is 1440. */
export const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

export const ClockTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'Write a local time from 00:00 to 23:59, for example 09:00.' })
  .meta({ description: 'A local time of day.', example: '09:00' });

const EndTime = z
  .string()
  .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, { error: 'Write a local time from 00:00 to 24:00, for example 17:00.' })
  .meta({
    description: 'A local time of day that is no longer inside; 24:00 is the end of the day.',
    example: '17:00',
  });

/** Optimized mails leave at full quarters of an hour. */
export const slotMinutes = 15;
const endsLater = ({ from, to }: { from: string; to: string }): boolean => minutesOf(to) > minutesOf(from);

const OpenRange = z.strictObject({ from: ClockTime, to: EndTime }).refine(endsLater, {
  path: ['to'],
  error: 'The range ends before it begins: write a later `to`, or two ranges for hours across midnight.',
});

const OpenDay = z.array(OpenRange).max(4, { error: 'Give at most 4 ranges a day: join those that touch.' });

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

const BusinessHours = z
  .strictObject({
    mon: OpenDay.optional(),
    tue: OpenDay.optional(),
    wed: OpenDay.optional(),
    thu: OpenDay.optional(),
    fri: OpenDay.optional(),
    sat: OpenDay.optional(),
    sun: OpenDay.optional(),
  })
  .meta({ id: 'BusinessHours', description: 'Open hours by weekday; a weekday that is left out is closed.' });

const QuietHours = z
  .strictObject({ from: ClockTime, to: ClockTime })
  .refine(({ from, to }) => from !== to, {
    path: ['to'],
    error: 'Quiet hours that end when they begin would be a whole day: write another `to`, or leave them out.',
  })
  .meta({ id: 'QuietHours', description: 'No mail from `from` until `to`; they may cross midnight.' });

const SendOptimization = z
  .strictObject({
    enabled: z.boolean(),
    from: ClockTime.default('06:00'),
    to: EndTime.default('18:00'),
    explore: z
      .number()
      .min(0, { error: 'Write a share from 0 to 0.5, for example 0.05.' })
      .max(0.5, { error: 'Write a share from 0 to 0.5, for example 0.05.' })
      .default(0.05)
      .meta({ description: 'Share of sends that leave at a random time of the window and so measure the benefit.' }),
  })
  .refine(({ from, to }) => minutesOf(to) - minutesOf(from) >= slotMinutes, {
    path: ['to'],
    error: 'The optimization window must end at least 15 minutes after it begins, on the same day: write a later `to`.',
  })
  .meta({ id: 'SendOptimization', description: 'Chooses the time of day at which the contact is likely to read.' });

/** When a mail may leave, in the local time of its reader. Every part is optional; nothing given means at once. */
export const SendWindow = z
  .strictObject({
    preferredTime: ClockTime.optional(),
    businessHours: BusinessHours.optional(),
    quietHours: QuietHours.optional(),
    skipWeekends: z.boolean().optional(),
    skipHolidays: z.boolean().optional(),
    optimize: SendOptimization.optional(),
  })
  .meta({ id: 'SendWindow', description: 'When a mail may leave, in the local time of the contact.' });
export type SendWindow = z.infer<typeof SendWindow>;

const IsoWeekdays = z
  .array(z.number().int().min(1).max(7), { error: 'List ISO weekdays, 1 for Monday to 7 for Sunday.' })
  .max(6, { error: 'Leave at least one weekday that is no weekend.' });

const WeekendDays = z
  .strictObject({
    default: IsoWeekdays.optional().meta({
      description: 'For countries whose weekend is not known; Saturday and Sunday.',
    }),
    countries: z.record(Country, IsoWeekdays).optional(),
  })
  .meta({ id: 'WeekendDays', description: 'ISO weekdays, 1 = Monday. What is left out comes from the Unicode CLDR.' });
export type WeekendDays = z.infer<typeof WeekendDays>;

/** What a tenant adds to, and takes from, the public holidays and weekends of countries. */
export const Holidays = z
  .strictObject({
    extra: z
      .array(
        z.strictObject({
          date: Day,
          name: z.string().trim().min(1, { error: 'Name the day in 1 to 100 characters.' }).max(100),
          countries: z.array(Country).min(1, { error: 'Name a country, or leave `countries` out for all.' }).optional(),
        }),
      )
      .max(500, { error: 'Give at most 500 days: drop those that are over.' })
      .default([]),
    ignored: z
      .array(z.strictObject({ date: Day, country: Country.optional() }))
      .max(500, { error: 'Give at most 500 days: drop those that are over.' })
      .default([]),
    weekendDays: WeekendDays.optional(),
  })
  .meta({ id: 'Holidays', description: 'Holidays and weekends of the organization.' });
export type Holidays = z.infer<typeof Holidays>;

export const maxEvidence = 32;
export const maxEvidenceWeight = 99;

/**
 * When a contact read: quarter of an hour of the local day (0–95), weight (a human open 1, a click 3, added up), days since 1970. The
 * newest 32 entries, at most 450 bytes as JSON.
 */
export const SendTimeHistory = z
  .array(
    z.tuple([
      z.number().int().min(0).max(95),
      z.number().int().min(1).max(maxEvidenceWeight),
      z.number().int().min(0).max(99_999),
    ]),
  )
  .max(maxEvidence);
export type SendTimeHistory = z.infer<typeof SendTimeHistory>;

export const shiftRules = [
  'preferred_time',
  'optimized_time',
  'explored_time',
  'quiet_hours',
  'business_hours',
  'weekend',
  'holiday',
  'local_gap',
  'fallback',
] as const;

export const SendShift = z
  .object({ rule: z.enum(shiftRules), from: StoredInstant, to: StoredInstant, detail: z.string() })
  .meta({ id: 'SendShift', description: 'Why a mail leaves later than it might, in the local time of its reader.' });
export type SendShift = z.infer<typeof SendShift>;
