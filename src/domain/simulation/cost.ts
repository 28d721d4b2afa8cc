import type { Simulation } from '../../contracts/simulation.ts';

/** What a simulation counts of what costs. */
export interface Usage {
  readonly contacts: number;
  readonly mails: number;
  /** Contacts who wait at least once: each has an execution. */
  readonly executions: number;
  readonly waits: number;
  /** Opens, clicks, replies and other news of mails beside their delivery. */
  readonly reactions: number;
}

/*
 * Dollars in us-east-1 without free tiers. Prices: reference/aws.md §1, §3 and §10; amounts: the counted calls of a quiet broadcast, a
 * quiet drip and a lively broadcast in docs/performance.md (`npm run bench:cost`).
 */
const perUnit = {
  /** SES à la carte: $0.10 per 1,000 recipients. */
  mail: 0.1 / 1000,
  /** Queues, ledger, sender and delivery events of a mail: a quiet broadcast is $0.113 per 1,000 mails, SES's $0.10 included. */
  handling: 0.013 / 1000,
  /** Step Functions Standard: $25 per million transitions. */
  transition: 25 / 1_000_000,
  /** Read, decision and commit of a wake: a quiet drip less its mails and its transitions, $0.005 per 1,000 contacts with two waits. */
  wake: 0.0025 / 1000,
  /** Notification and counters of an open or click: a lively broadcast costs $0.005 per 1,000 mails more, for 1.2 events each. */
  reaction: 0.004 / 1000,
} as const;

/** A contact with two waits makes five transitions: two a wait, and one that ends the execution. */
const transitionsOf = ({ waits, executions }: Usage): number => 2 * waits + executions;

const cents = (usd: number): number => Math.round(usd * 10_000) / 10_000;

/** Estimated cost on AWS in dollars. */
export function costOf(usage: Usage): Simulation['cost'] {
  const line = (what: string, units: number, each: number) => ({ what, units, usd: cents(units * each) });
  const lines = [
    line('mails (SES)', usage.mails, perUnit.mail),
    line('handling of mails', usage.mails, perUnit.handling),
    line('state transitions', transitionsOf(usage), perUnit.transition),
    line('wakes', usage.waits, perUnit.wake),
    line('opens, clicks and other events', usage.reactions, perUnit.reaction),
  ];
  const usd = cents(lines.reduce((sum, one) => sum + one.usd, 0));
  return {
    usd,
    sesUsd: cents(usage.mails * perUnit.mail),
    usdPer1000Contacts: usage.contacts === 0 ? 0 : cents((usd / usage.contacts) * 1000),
    lines,
  };
}
