import type { Revenue } from '../../contracts/goal.ts';

/** Thousandths of a currency's unit, by currency: whole numbers, so that sums are exact. Every currency has at most three decimals. */
export type Mills = Readonly<Record<string, number>>;

export const millsOf = (amount: number): number => Math.round(amount * 1000);

export function addMills(...all: readonly Mills[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const mills of all) for (const [currency, n] of Object.entries(mills)) sum[currency] = (sum[currency] ?? 0) + n;
  return sum;
}

/** Amounts as people read them; each is shared by `among`. */
export const revenueOf = (mills: Mills, among = 1): Revenue =>
  Object.fromEntries(
    Object.entries(mills)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([currency, n]) => [currency, Math.round(n / Math.max(1, among)) / 1000]),
  );
