import { draw, isHit } from './decide.ts';
import { FaultInput, idOf, type Rule } from './rules.ts';

/** Something a rule may hit. `text` is only read by rules that look into it. */
export interface Happening {
  readonly service: string;
  readonly action: string;
  readonly principal: string;
  readonly text: () => string;
}

/** A rule that hits, with its random numbers for this hit. */
export interface Hit {
  readonly rule: Rule;
  readonly chance: (purpose: string) => number;
}

export interface FaultReport {
  readonly seed: number | string;
  readonly rules: readonly (Rule & { readonly id: string; readonly seen: number; readonly hits: number })[];
}

interface Armed {
  readonly rule: Rule;
  readonly id: string;
  /** Calls that matched so far. */
  seen: number;
  hits: number;
}

/** The rules in force. Each counts the calls that match it by itself; the first one that hits decides. */
export class FaultSet {
  #seed: number | string = 1;
  #armed: readonly Armed[] = [];

  /** Takes the place of the rules before; throws a ZodError that names every fault. */
  set(input: FaultInput): void {
    const { seed, rules } = FaultInput.parse(input);
    this.#seed = seed;
    this.#armed = rules.map((rule, index) => ({ rule, id: idOf(rule, index), seen: 0, hits: 0 }));
  }

  clear(): void {
    this.#armed = [];
  }

  get none(): boolean {
    return this.#armed.length === 0;
  }

  report(): FaultReport {
    return { seed: this.#seed, rules: this.#armed.map(({ rule, id, seen, hits }) => ({ ...rule, id, seen, hits })) };
  }

  take(happening: Happening): Hit | undefined {
    let taken: Hit | undefined;
    for (const armed of this.#armed) {
      if (!matches(armed.rule, happening)) continue;
      armed.seen += 1;
      const nthCall = armed.seen;
      const chance = (purpose: string): number => draw(this.#seed, armed.id, nthCall, purpose);
      const spent = armed.rule.times !== undefined && armed.hits >= armed.rule.times;
      if (taken || spent || !isHit(armed.rule, nthCall, () => chance('hit'))) continue;
      armed.hits += 1;
      taken = { rule: armed.rule, chance };
    }
    return taken;
  }
}

function matches({ service, action, principal, contains }: Rule, happening: Happening): boolean {
  return (
    service === happening.service &&
    (action === undefined ? happening.action !== 'invoke' : action === happening.action) &&
    (principal === undefined || happening.principal.startsWith(principal)) &&
    (contains === undefined || happening.text().includes(contains))
  );
}
