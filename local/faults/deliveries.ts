import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../service.ts';
import { shuffled } from './decide.ts';
import type { FaultSet, Hit } from './fault-set.ts';

/** Puts one message into its queue. */
type Deliver = () => void;

interface Delivery {
  readonly queue: string;
  readonly body: string;
  readonly deliver: Deliver;
}

interface Options {
  readonly faults: FaultSet;
  readonly clock: Clock;
}

/** Messages that wait to be shuffled leave together when there are so many, or after so long. */
const HAND = 10;
const HAND_MS = 100;

/** Brings messages from topics to queues, late, twice or out of order when a rule says so. */
export class Deliveries {
  readonly #faults: FaultSet;
  readonly #clock: Clock;
  readonly #hands = new Map<string, Deliver[]>();

  constructor({ faults, clock }: Options) {
    this.#faults = faults;
    this.#clock = clock;
  }

  bring({ queue, body, deliver }: Delivery): void {
    const hit = this.#faults.none
      ? undefined
      : this.#faults.take({ service: 'events', action: 'deliver', principal: queue, text: () => body });
    if (!hit) deliver();
    else if (hit.rule.kind === 'shuffle') this.#hold(queue, deliver, hit);
    else if (hit.rule.kind === 'delay') void this.#later(hit.rule.delayMs ?? 0, deliver);
    else for (let copy = 0; copy <= (hit.rule.copies ?? 1); copy += 1) deliver();
  }

  /** The clock stays busy meanwhile: a message on its way is work to do. */
  async #later(ms: number, deliver: Deliver): Promise<void> {
    const release = this.#clock.busy('events');
    await pause(ms, undefined, { ref: false });
    deliver();
    release();
  }

  #hold(queue: string, deliver: Deliver, { rule: { copies = 0 }, chance }: Hit): void {
    const hand = this.#hands.get(queue) ?? [];
    for (let copy = 0; copy <= copies; copy += 1) hand.push(deliver);
    if (!this.#hands.has(queue)) {
      this.#hands.set(queue, hand);
      void this.#later(HAND_MS, () => this.#release(queue, hand, chance));
    }
    if (hand.length >= HAND * (1 + copies)) this.#release(queue, hand, chance);
  }

  #release(queue: string, hand: Deliver[], chance: Hit['chance']): void {
    if (this.#hands.get(queue) === hand) this.#hands.delete(queue);
    for (const deliver of shuffled(hand.splice(0), (index) => chance(`order ${index}`))) deliver();
  }
}
