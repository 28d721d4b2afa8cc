import type {
  BucketName,
  IdempotencyStore,
  KeyedRequest,
  KeyName,
  RateStore,
} from '../../../src/usecases/ports/access-stores.ts';

/** The port as its contract has it: conditions on owner and time, nothing cleaned up. */
export class MemoryRequests implements IdempotencyStore {
  readonly rows = new Map<string, KeyedRequest>();
  writes = 0;

  async claim(name: KeyName, request: KeyedRequest, now: string): Promise<'claimed' | KeyedRequest> {
    const there = this.rows.get(JSON.stringify(name));
    this.writes += 1;
    if (there && there.expiresAt > now) return there;
    this.rows.set(JSON.stringify(name), request);
    return 'claimed';
  }

  async takeOver(name: KeyName, dead: KeyedRequest, owner: string, leaseUntil: string): Promise<boolean> {
    const there = this.rows.get(JSON.stringify(name));
    this.writes += 1;
    if (there?.owner !== dead.owner || there.leaseUntil !== dead.leaseUntil || there.reply) return false;
    this.rows.set(JSON.stringify(name), { ...there, owner, leaseUntil });
    return true;
  }

  async complete(name: KeyName, owner: string, reply: KeyedRequest['reply']): Promise<boolean> {
    return this.#change(name, owner, (there) => ({ ...there, reply }));
  }

  async release(name: KeyName, owner: string): Promise<void> {
    this.#change(name, owner, (there) => ({ ...there, expiresAt: '' }));
  }

  #change(name: KeyName, owner: string, change: (there: KeyedRequest) => KeyedRequest): boolean {
    const there = this.rows.get(JSON.stringify(name));
    this.writes += 1;
    if (there?.owner !== owner) return false;
    this.rows.set(JSON.stringify(name), change(there));
    return true;
  }
}

export class MemoryRates implements RateStore {
  readonly full = new Map<string, number>();
  writes = 0;

  async charge(bucket: BucketName, costMs: number, nowMs: number, farMs: number): Promise<number> {
    this.writes += 1;
    const id = JSON.stringify(bucket);
    const before = this.full.get(id) ?? 0;
    const after = (before >= nowMs && before <= farMs ? before : nowMs) + costMs;
    this.full.set(id, after);
    return after;
  }
}
