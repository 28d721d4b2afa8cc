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
    rate: z.enum(guardedRates),
    count: count.meta({ description: 'Bounces that are not soft, or complaints.' }),
    sent: count,
    low: share,
    high: share,
    explanation: z.string(),
    at: StoredInstant,
  })
  .meta({ id: 'Guardrail' });
export type Guardrail = z.infer<typeof Guardrail>;

/** Mails sent, and how many of them came back or were called spam. Bounces that are soft are none of these. */
export const Sends = z.object({ sent: count, bounced: count, complained: count });
export type Sends = z.infer<typeof Sends>;

/** What somebody has seen who let a campaign run on after a guardrail: it is judged by what comes after. */
export const Acknowledgement = z.object({
  at: StoredInstant,
  /** All mails of the campaign until then. */
  campaign: Sends,
  /** Those of its sender on that day (UTC) until then; earlier days are left out. */
  senderToday: Sends,
});
export type Acknowledgement = z.infer<typeof Acknowledgement>;
