import type { Mills } from '../../domain/analytics/mills.ts';
import type { Item } from './table.ts';

const prefix = 'revenue:';

/** Amounts as attributes that can be added to, one for each currency. */
export const millsFields = (mills: Mills): Record<string, number> =>
  Object.fromEntries(Object.entries(mills).map(([currency, n]) => [`${prefix}${currency}`, n]));

export const millsIn = (item: Item): Mills =>
  Object.fromEntries(
    Object.entries(item).flatMap(([name, n]) =>
      name.startsWith(prefix) && typeof n === 'number' ? [[name.slice(prefix.length), n]] : [],
    ),
  );
