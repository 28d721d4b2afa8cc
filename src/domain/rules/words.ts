import type { Duration } from '../../contracts/primitives.ts';

/** `1 day`, `30 minutes`. */
export const durationText = ({ value, unit }: Duration): string => `${value} ${value === 1 ? unit.slice(0, -1) : unit}`;

/** What follows `the last`: `day`, `30 minutes`. */
export const lastText = ({ value, unit }: Duration): string =>
  value === 1 ? unit.slice(0, -1) : durationText({ value, unit });

/** `a`, `a or b`, `a, b or c`. */
export const joined = (items: readonly string[], last: 'and' | 'or'): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${last} ${items.at(-1)}`;

/** `1 time`, `2 times`. */
export const timesText = (count: number): string => `${count} ${count === 1 ? 'time' : 'times'}`;
