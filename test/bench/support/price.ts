import type { CampaignCost } from '../../../local/meter/report.ts';

/** Lambda durations that the project's AWS notes assume, in milliseconds; a laptop that is busy with everything else measures longer ones. */
const ASSUMED_MS = { mail: 30, step: 40, event: 5 } as const;
/** All functions of the send path have as much. */
const MEMORY_GB = 0.5;
const ARM_GB_SECOND = 0.0000133334;

/** Amazon Pinpoint's list price: by targeted contact and month, by mail, by event. */
const PINPOINT = { contact: 0.0012, mail: 0.1 / 1000, event: 1 / 1e6 } as const;

export interface Run {
  readonly contacts: number;
  readonly mails: number;
  /** Notifications of SES. */
  readonly events: number;
  /** Times an enrollment was taken on: at enrolment and after each wait. */
  readonly steps: number;
  readonly cost: CampaignCost;
}

const perThousand = (run: Run, usd: number): number => (usd / run.contacts) * 1000;

/** Dollars per 1,000 contacts. */
export const measuredPrice = (run: Run): number => perThousand(run, run.cost.usd);
export const sesPrice = (run: Run): number => perThousand(run, run.cost.sesUsd);

const durationUsd = ({ cost }: Run): number => cost.counts.lambdaGbSeconds * ARM_GB_SECOND;

/** The same with the assumed durations in place of the measured ones; requests, calls and units stay as counted. */
export function assumedPrice(run: Run): number {
  const ms = ASSUMED_MS.mail * run.mails + ASSUMED_MS.step * run.steps + ASSUMED_MS.event * run.events;
  const assumed = (ms / 1000) * MEMORY_GB * ARM_GB_SECOND;
  return perThousand(run, run.cost.usd - durationUsd(run) + assumed);
}

/** What Pinpoint charged for the same contacts, mails and events, its own free amounts left out. */
export const pinpointPrice = ({ contacts, mails, events }: Run): number =>
  ((contacts * PINPOINT.contact + mails * PINPOINT.mail + events * PINPOINT.event) / contacts) * 1000;
