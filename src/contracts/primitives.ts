import * as z from 'zod';

/** An instant in UTC with milliseconds, `2026-11-25T09:00:00.000Z`: text order is time order. */
export const Instant = z.iso
  .datetime({ error: 'Write an ISO 8601 instant, for example 2026-11-25T09:00:00Z.', offset: true })
  .transform((text) => new Date(text).toISOString())
  .meta({ description: 'An instant, ISO 8601 with a zone.', example: '2026-11-25T09:00:00.000Z' });
export type Instant = string;

/** The same instant in a reply: already canonical. */
export const StoredInstant = z.string().meta({ format: 'date-time', example: '2026-11-25T09:00:00.000Z' });

/** A calendar day, `2026-11-25`. */
export const Day = z.iso
  .date({ error: 'Write a calendar day, for example 2026-11-25.' })
  .meta({ description: 'A calendar day.', example: '2026-11-25' });

/** Making a formatter is slow, and rows are parsed often: a zone once found good stays good. */
const knownZones = new Set<string>(['UTC']);

export function isTimeZone(zone: string): boolean {
  if (knownZones.has(zone)) return true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
  } catch {
    return false;
  }
  const named = !/^[+-]/.test(zone);
  if (named) knownZones.add(zone);
  return named;
}

export const TimeZone = z
  .string()
  .max(50)
  .refine(isTimeZone, { error: 'Name an IANA time zone, for example Europe/London.' })
  .meta({ description: 'An IANA time zone.', example: 'America/New_York' });

export const EmailAddress = z
  .email({ error: 'Write one e-mail address, for example ann@example.com.' })
  .max(254)
  .meta({ description: 'An e-mail address.', example: 'ann@example.com' });

export const Name = z.string().trim().min(1, { error: 'Give a name of 1 to 255 characters.' }).max(255);

export const Tag = z
  .string()
  .trim()
  .min(1)
  .max(50)
  .regex(/^[^\p{C}]+$/u, { error: 'Use printable characters only.' });

/** Ids in a path are only looked up: an unknown shape is a 404, never a 400. */
export const PathId = z.string().min(1).max(80);

export const Cursor = z
  .string()
  .max(2048)
  .meta({ description: 'Where the next page begins: `nextCursor` of the last one.' });

export const PageQuery = z.strictObject({
  limit: z.coerce
    .number({ error: 'Write a whole number from 1 to 100.' })
    .int()
    .min(1, { error: 'Write a whole number from 1 to 100.' })
    .max(100, { error: 'Write a whole number from 1 to 100.' })
    .default(25)
    .meta({ description: 'Rows a page, 1 to 100.' }),
  cursor: Cursor.optional(),
});
export type PageQuery = z.infer<typeof PageQuery>;

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable().meta({ description: 'null on the last page.' }) });

export const Duration = z
  .strictObject({
    value: z.number().int().min(1, { error: 'A wait lasts at least 1 unit.' }).max(525_600),
    unit: z.enum(['minutes', 'hours', 'days', 'weeks']),
  })
  .meta({
    id: 'Duration',
    description: 'Minutes and hours are elapsed time; days and weeks are calendar days in the zone of the contact.',
  });
export type Duration = z.infer<typeof Duration>;
