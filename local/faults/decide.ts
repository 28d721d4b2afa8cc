import { createHash } from 'node:crypto';
import type { Rule } from './rules.ts';

/** A number in [0, 1) that is the same for the same seed, rule, call and purpose for ever. */
export function draw(seed: string | number, rule: string, nthCall: number, purpose: string): number {
  const text = JSON.stringify([seed, rule, nthCall, purpose]);
  return createHash('sha256').update(text).digest().readUInt32BE(0) / 2 ** 32;
}

type When = Pick<Rule, 'probability' | 'nth' | 'nths'>;

/** Whether a rule hits the n-th call that matches it, counted from 1; without a condition it hits each. */
export function isHit({ probability, nth, nths }: When, nthCall: number, chance: () => number): boolean {
  if (nth !== undefined) return nthCall === nth;
  if (nths !== undefined) return nths.includes(nthCall);
  return probability === undefined || chance() < probability;
}

/** Splits a list at random into two parts that are not empty; undefined for fewer than two members. */
export function split<T>(all: readonly T[], chance: (index: number) => number): [T[], T[]] | undefined {
  if (all.length < 2) return undefined;
  const parts: [T[], T[]] = [[], []];
  // One member each is certain; chance decides about the rest.
  const first = Math.floor(chance(-1) * all.length);
  const second = (first + 1 + Math.floor(chance(-2) * (all.length - 1))) % all.length;
  for (const [index, member] of all.entries()) {
    const part = index === first ? 0 : index === second ? 1 : chance(index) < 0.5 ? 0 : 1;
    parts[part].push(member);
  }
  return parts;
}

/** The same members in an order that chance decides. */
export function shuffled<T>(all: readonly T[], chance: (index: number) => number): T[] {
  const drawn = all.map((member, index) => ({ member, at: chance(index) }));
  return drawn.sort((one, other) => one.at - other.at).map(({ member }) => member);
}
