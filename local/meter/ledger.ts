import type { Shares } from './attribution.ts';

/** What was used and what it cost, of everything or of one account. Keys of counts may be `<group>.<member>`. */
export interface Books {
  readonly usd: ReadonlyMap<string, number>;
  readonly counts: ReadonlyMap<string, number>;
}

interface OpenBooks {
  readonly usd: Map<string, number>;
  readonly counts: Map<string, number>;
}

/** One thing used: `service` groups costs, `count` names the counter. */
export interface Item {
  readonly service: string;
  readonly count: string;
  readonly quantity: number;
  readonly usd: number;
}

/** Costs that name nobody. */
export const NOBODY = '';

const emptyBooks = (): OpenBooks => ({ usd: new Map(), counts: new Map() });
const increase = (sums: Map<string, number>, key: string, by: number): void =>
  void sums.set(key, (sums.get(key) ?? 0) + by);

/** Adds up costs in all and by account. */
export class Ledger {
  readonly #total = emptyBooks();
  readonly #accounts = new Map<string, OpenBooks>();

  /** Without shares it goes to {@link NOBODY}. */
  add(shares: Shares | undefined, item: Item): void {
    enter(this.#total, item, 1);
    for (const [account, part] of shares ?? ([[NOBODY, 1]] as const)) enter(this.#account(account), item, part);
  }

  get total(): Books {
    return this.#total;
  }

  get accounts(): ReadonlyMap<string, Books> {
    return this.#accounts;
  }

  #account(name: string): OpenBooks {
    const known = this.#accounts.get(name);
    if (known) return known;
    const books = emptyBooks();
    this.#accounts.set(name, books);
    return books;
  }
}

function enter({ usd, counts }: OpenBooks, item: Item, part: number): void {
  if (item.usd !== 0) increase(usd, item.service, item.usd * part);
  increase(counts, item.count, item.quantity * part);
}
