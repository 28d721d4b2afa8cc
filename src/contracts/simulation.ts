import * as z from 'zod';
import { Instant, StoredInstant, TimeZone } from './primitives.ts';

const percent = z
  .number()
  .min(0, { error: 'Write per cent, 0 to 100.' })
  .max(100, { error: 'Write per cent, 0 to 100.' });

/** What is assumed of readers, in per cent: of sent mails for `bounce`, of delivered ones for all else, as in the analytics. */
export const SimulationRates = z
  .strictObject({
    open: percent.default(0),
    click: percent.default(0),
    reply: percent.default(0),
    bounce: percent.default(0),
    unsubscribe: percent.default(0),
  })
  .meta({ id: 'SimulationRates', description: 'What readers are assumed to do, in per cent of their mails.' });
export type SimulationRates = z.infer<typeof SimulationRates>;

/** Contacts that one simulation walks at most; above, it draws a sample. */
export const maxSimulated = 20_000;

export const SimulationRequest = z
  .strictObject({
    startAt: Instant.optional().meta({ description: 'When the launch is assumed; now when absent.' }),
    rates: SimulationRates.optional().meta({
      description: 'Assumed of readers. When absent: what the campaign itself has seen, else the last campaigns.',
    }),
    sample: z
      .number()
      .int()
      .min(1)
      .max(maxSimulated)
      .optional()
      .meta({ description: 'Contacts to simulate at most, drawn at random; the counts are scaled to all of them.' }),
    seed: z.string().max(64).optional().meta({ description: 'Another seed draws other readers and another sample.' }),
  })
  .meta({ id: 'SimulationRequest' });
export type SimulationRequest = z.infer<typeof SimulationRequest>;

const count = z.number().int();
const counts = z.record(z.string(), count);

export const Simulation = z
  .object({
    campaignId: z.string().nullable(),
    startAt: StoredInstant,
    timezone: TimeZone,
    audience: z.object({
      members: count.meta({ description: 'Contacts in the segment.' }),
      simulated: count.meta({ description: 'Contacts whose way was walked.' }),
      scale: z.number().meta({ description: 'Every other count was multiplied by it; 1 where everybody was walked.' }),
      entered: count,
      excluded: counts.meta({ description: 'Contacts left out, by reason.' }),
      held: counts.meta({ description: 'Contacts who begin only once another campaign lets go of them, by reason.' }),
    }),
    rates: SimulationRates,
    ratesFrom: z.enum(['request', 'campaign', 'last_campaigns', 'none']),
    mails: count,
    firstMailAt: StoredInstant.nullable(),
    lastMailAt: StoredInstant.nullable(),
    calendar: z
      .array(z.object({ day: z.string(), mails: count, zones: counts }))
      .meta({ description: 'Mails by the local day of their readers, and by zone.' }),
    daily: z
      .array(z.object({ day: z.string(), mails: count, steps: counts }))
      .meta({ description: 'Mails by the day in the zone of the campaign, and by step.' }),
    steps: z.array(z.object({ stepId: z.string(), name: z.string(), kind: z.string(), reached: count, mails: count })),
    skipped: counts.meta({ description: 'Planned mails that would not be sent, by reason.' }),
    senders: counts.meta({ description: 'Mails of each sender of a rotation, by its id, when all of them may send.' }),
    outcomes: counts.meta({ description: 'How contacts end: `completed`, or the reason of their exit.' }),
    attention: z
      .object({ moved: count, contacts: count })
      .meta({ description: 'Mails that a limit on mails moved, and how many contacts that met.' }),
    deadEnds: z.array(z.string()).meta({ description: 'Steps that nobody reaches.' }),
    longestDays: z.number().meta({ description: 'Days from the start until the last contact is through.' }),
    cost: z.object({
      usd: z.number(),
      sesUsd: z.number(),
      usdPer1000Contacts: z.number(),
      lines: z.array(z.object({ what: z.string(), units: z.number(), usd: z.number() })),
    }),
    warnings: z.array(z.string()),
  })
  .meta({ id: 'Simulation', description: 'What a launch would do, without sending.' });
export type Simulation = z.infer<typeof Simulation>;
