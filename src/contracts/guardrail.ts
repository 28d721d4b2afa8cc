import * as z from 'zod';
import { StoredInstant } from './primitives.ts';

const count = z.number().int();
const share = z.number().meta({ description: 'A share from 0 to 1.' });

export const guardLevels = ['warn', 'pause', 'stop'] as const;
export type GuardLevel = (typeof guardLevels)[number];
export const guardedRates = ['bounce', 'complaint'] as const;
export type GuardedRate = (typeof guardedRates)[number];

/** What a guardrail found, and where. */
export const Guardrail = z
  .object({
    level: z.enum(guardLevels).meta({
      description: '`pause` pauses the campaign; `stop` also refuses to let it run on.',
    }),
    of: z.enum(['campaign', 'sender']).meta({ description: 'Mails of the campaign, or of its sender in seven days.' }),
    sender: z
      .string()
      .nullable()
      .default(null)
      .meta({ description: 'Its address, where mails of a sender were judged.' }),
    rate: z.enum(guardedRates),
    count: count.meta({ description: 'Bounces or complaints; a pause counts no soft bounces, a warning does.' }),
    sent: count,
    low: share,
    high: share,
    explanation: z.string(),
    at: StoredInstant,
  })
  .meta({ id: 'Guardrail' });
export type Guardrail = z.infer<typeof Guardrail>;

/** Mails sent, and how many of them came back or were called spam. `bounced` are those that are not soft. */
export const Sends = z.object({ sent: count, bounced: count, soft: count.default(0), complained: count });
export type Sends = z.infer<typeof Sends>;

/** What somebody has seen who let a campaign run on after a guardrail: it is judged by what comes after. */
export const Acknowledgement = z.object({
  at: StoredInstant,
  /** All mails of the campaign until then. */
  campaign: Sends,
  /** Those of each of its senders on that day (UTC) until then; earlier days are left out. */
  sendersToday: z.record(z.string(), Sends).default({}),
});
export type Acknowledgement = z.infer<typeof Acknowledgement>;
