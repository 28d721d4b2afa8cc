import * as z from 'zod';
import type { Duration } from '../../../src/contracts/primitives.ts';
import type { Finding, Origin } from '../fault.ts';
import { parseDuration } from '../shorthand.ts';

/** What a block of the specification becomes. */
export interface Translated {
  /** Settings of the campaign, as a file has them. */
  readonly set: Readonly<Record<string, unknown>>;
  readonly origins: readonly Origin[];
  /** What the reader should know: parts that are noted and do nothing yet. Paths are of the file. */
  readonly notes: readonly Finding[];
  readonly faults: readonly Finding[];
}

export const translated = (set: Translated['set'], more: Partial<Translated> = {}): Translated => ({
  set,
  origins: [],
  notes: [],
  faults: [],
  ...more,
});

/** `2 days`, or the same as an object. */
export const WrittenDuration = z
  .union([
    z
      .string()
      .refine((text) => parseDuration(text) !== undefined, { error: 'Write for example 90 minutes or 2 days.' }),
    z.strictObject({ value: z.number().int().min(1), unit: z.enum(['minutes', 'hours', 'days', 'weeks']) }),
  ])
  .meta({ description: 'For example 2 days.' });

export function durationOf(written: z.infer<typeof WrittenDuration>): Duration {
  const duration = typeof written === 'string' ? parseDuration(written) : written;
  if (!duration) throw new Error('A duration was taken that cannot be read');
  return duration;
}

/** Rules that stand alone or in a list, as one; of two that say the same thing the later counts. */
export function joinedRules<T extends object>(written: T | T[] | undefined): Partial<T> {
  const joined: Partial<T> = {};
  for (const one of Array.isArray(written) ? written : [written]) Object.assign(joined, one);
  return joined;
}
