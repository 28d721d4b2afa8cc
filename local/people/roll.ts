import { createHash } from 'node:crypto';
import type { Delay } from './profile.ts';

/** A number in [0, 1) that depends on nothing but its arguments. */
export type Roll = (label: string) => number;

export const rollsOf =
  (...about: readonly (string | number)[]): Roll =>
  (label) =>
    createHash('sha256')
      .update(JSON.stringify([...about, label]))
      .digest()
      .readUIntBE(0, 6) /
    2 ** 48;

/** A lognormal delay in milliseconds (Box–Muller). */
export function delayMs({ medianMinutes, sigma }: Delay, roll: Roll, label: string): number {
  const normal = Math.sqrt(-2 * Math.log(1 - roll(`${label} radius`))) * Math.cos(2 * Math.PI * roll(`${label} angle`));
  return Math.round(medianMinutes * 60_000 * Math.exp(sigma * normal));
}

/** The item a roll points at. */
export const pick = <T>(items: readonly T[], fraction: number): T | undefined =>
  items[Math.floor(fraction * items.length)];
