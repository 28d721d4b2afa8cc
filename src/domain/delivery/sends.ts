import type { Counters } from '../../contracts/analytics.ts';
import type { Sends } from '../../contracts/guardrail.ts';

export const noSends: Sends = { sent: 0, bounced: 0, soft: 0, complained: 0 };

/** What the counters say that guardrails judge: soft bounces are the mailbox's fault, not the list's, and only warn. */
export const sendsOf = (counters: Counters): Sends => ({
  sent: counters.emailsSent,
  bounced: counters.emailsBounced - counters.softBounces,
  soft: counters.softBounces,
  complained: counters.spamComplaints,
});

export const sumOfSends = (all: readonly Sends[]): Sends =>
  all.reduce(
    (sum, one) => ({
      sent: sum.sent + one.sent,
      bounced: sum.bounced + one.bounced,
      soft: sum.soft + one.soft,
      complained: sum.complained + one.complained,
    }),
    noSends,
  );

/** What was sent since a count. Counters may go down a little: a bounce that turns out to be soft is taken back. */
export const sendsSince = (all: Sends, seen: Sends): Sends => ({
  sent: Math.max(0, all.sent - seen.sent),
  bounced: Math.max(0, all.bounced - seen.bounced),
  soft: Math.max(0, all.soft - seen.soft),
  complained: Math.max(0, all.complained - seen.complained),
});
