import * as z from 'zod';
import { counterNames, countersByStep, reasons, StepBooks } from './analytics.ts';

const count = z.number().int();

/** What is not 0 of the counters of some mails. */
const Cell = z.partialRecord(z.enum(counterNames), count);
export type Cell = z.infer<typeof Cell>;
const cells = z.record(z.string(), Cell);

/** Of one hour of the week: the mails that left in it and what came of them, then what people did in it with any mail. */
export const HourCell = z.object({ sent: count, opened: count, clicked: count, opens: count, clicks: count });
export type HourCell = z.infer<typeof HourCell>;

/** Of one link: its place in the mail, mails in which people clicked it, and all clicks. */
export const LinkCell = z.object({ position: count, clicked: count, clicks: count, machineClicks: count });
export type LinkCell = z.infer<typeof LinkCell>;

/** Of the visits that began on one day: how many did each of these, ever. */
export const CohortCell = z.object({
  entered: count,
  mailed: count,
  opened: count,
  clicked: count,
  replied: count,
  converted: count,
  unsubscribed: count,
  completed: count,
  waiting: count,
});
export type CohortCell = z.infer<typeof CohortCell>;

const FunnelCell = z.object({ reached: count, wentOn: count, waiting: count, ended: reasons });
export type FunnelCell = z.infer<typeof FunnelCell>;

/** What the ledger says of a campaign beyond its counters; keys are those of `domain/report`. */
export const ReportTally = z.object({
  hours: z.record(z.string(), HourCell),
  /** By step, then by the address as the template writes it. */
  links: z.record(z.string(), z.record(z.string(), LinkCell)),
  domains: cells,
  providers: cells,
  segments: cells,
  /** By the day of entry. */
  cohorts: z.record(z.string(), CohortCell),
  /** By step; the empty name stands for the entry. */
  funnel: z.record(z.string(), FunnelCell),
});
export type ReportTally = z.infer<typeof ReportTally>;

/** The last finished tally of a campaign. */
export const StoredReport = z.object({ at: z.string(), timezone: z.string(), tally: ReportTally });
export type StoredReport = z.infer<typeof StoredReport>;

/** A count of the ledger under way, kept between its pages. */
export const Tally = z.object({
  /** Whether everybody had been enrolled before the first row was read: nobody can be missing from the count. */
  whole: z.boolean().default(false),
  enrollments: reasons,
  steps: z.array(StepBooks),
  /** By step: what the rows say of the counters that rows can prove. */
  facts: countersByStep,
  /** By step: mails that were opened or clicked before each open and click was kept. The counters know of more than their rows. */
  earlier: z.record(z.string(), count).default({}),
  /** By step: the counters before the first row was read. */
  before: countersByStep,
  /** Null in a count that an older release began: it makes no report. */
  report: ReportTally.nullable().default(null),
  /** Where the next page begins. */
  next: z.object({ shard: z.number().int(), cursor: z.string().nullable() }),
});
export type Tally = z.infer<typeof Tally>;
