import { type Suppression, type SuppressionReason, suppressionReasons } from '../../contracts/suppression.ts';
import { fail, ok, type Result } from '../result.ts';
import { addressParts } from './address.ts';

const reasonsOf = ({ facts }: Suppression): readonly SuppressionReason[] =>
  suppressionReasons.filter((reason) => facts[reason] !== undefined);

/** An entry by the gravest of its reasons and the time that was given; undefined when none is left. */
export function gravestOf(
  entry: Suppression,
): { readonly category: string | null; readonly reason: SuppressionReason; readonly at: string } | undefined {
  const [reason] = reasonsOf(entry);
  const at = reason && entry.facts[reason];
  return reason && at ? { category: entry.category, reason, at } : undefined;
}

/** What keeps an entry on the list: a mail service told of it, or the reader has not asked for mail again. */
export type Kept = 'complained' | 'bounced' | 'needs_consent';

/**
 * The reasons that may be taken from an entry. What people did by hand may be undone; what a reader asked for, only with a new consent;
 * what bounced or was reported as spam, never: sending there again harms the sender.
 */
export function liftable(entry: Suppression, consented: boolean): Result<readonly SuppressionReason[], Kept> {
  const { complained, bounced, unsubscribed } = entry.facts;
  if (complained) return fail('complained');
  if (bounced) return fail('bounced');
  if (unsubscribed && !consented) return fail('needs_consent');
  return ok(reasonsOf(entry));
}

/** An address as it may be shown to who need not know it: `a***@example.com`. */
export function masked(email: string): string {
  const [local, domain] = addressParts(email);
  return `${[...local][0] ?? ''}***@${domain}`;
}
