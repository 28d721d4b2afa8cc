import * as z from 'zod';
import { Day } from './primitives.ts';

const mails = z.number().int().min(1).max(10_000_000);

export const Warmup = z
  .strictObject({
    startPerDay: mails.meta({ description: 'Mails of the first day.' }),
    growth: z.number().min(1.1).max(2).meta({ description: 'By how much each day allows more than the one before.' }),
    target: mails.meta({ description: 'The day that would allow so many ends the warm-up.' }),
    startedOn: Day,
  })
  .meta({
    id: 'Warmup',
    description: 'A new sender or domain begins with few mails a day, so that providers get to know it.',
  });
export type Warmup = z.infer<typeof Warmup>;

export const dailyCap = mails
  .nullable()
  .meta({ description: 'Mails a day at most, in the zone of the organization; null: no limit.' });
export const warmup = Warmup.nullable();

export const SenderPace = z.strictObject({ dailyCap, warmup }).meta({ id: 'SenderPace' });
export type SenderPace = z.infer<typeof SenderPace>;
