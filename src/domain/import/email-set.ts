import { hash } from 'node:crypto';

const firstSlots = 1 << 12;

const keyOf = (email: string): bigint => hash('sha256', email, 'buffer').readBigUInt64BE(0) | 1n;

/** The slot of a key, or the free one where it belongs. The number of slots is a power of two. */
function slotOf(slots: BigUint64Array, key: bigint): number {
  const mask = slots.length - 1;
  let at = Number(BigInt.asUintN(32, key >> 1n)) & mask;
  while (slots[at] !== 0n && slots[at] !== key) at = (at + 1) & mask;
  return at;
}

/**
 * Addresses of a file that were seen, in 16 to 32 bytes each whatever their length: 63 bits of a SHA-256, by which two of a million
 * addresses are the same once in some ten million files.
 */
export class EmailSet {
  #slots = new BigUint64Array(firstSlots);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(email: string): boolean {
    return this.#slots[slotOf(this.#slots, keyOf(email))] !== 0n;
  }

  add(email: string): void {
    const key = keyOf(email);
    const at = slotOf(this.#slots, key);
    if (this.#slots[at] !== 0n) return;
    this.#slots[at] = key;
    this.#size++;
    if (this.#size * 2 > this.#slots.length) this.#grow();
  }

  #grow(): void {
    const larger = new BigUint64Array(this.#slots.length * 2);
    for (const key of this.#slots) if (key !== 0n) larger[slotOf(larger, key)] = key;
    this.#slots = larger;
  }
}
