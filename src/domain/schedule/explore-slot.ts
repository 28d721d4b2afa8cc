import { percentileOf } from '../ids.ts';

/**
 * The random control: a share (0–1) of sends, the same ones for ever by `stickyKey`, takes a uniformly random slot. Undefined for the
 * others. The two hashes differ, so that who explores says nothing about when.
 */
export function exploreSlot(stickyKey: string, share: number, slots: readonly number[]): number | undefined {
  if (share <= 0 || percentileOf(`explore|${stickyKey}`) >= share * 100) return undefined;
  return slots[Math.floor((percentileOf(`slot|${stickyKey}`) / 100) * slots.length)];
}
