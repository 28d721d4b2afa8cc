import type { Rule } from '../../contracts/rule.ts';
import type { Sequence, Step } from '../../contracts/step.ts';
import { factsOf } from '../rules/rule-tree.ts';
import { hasVariants } from './variants.ts';

/** What must be read before a contact of a sequence can be moved. */
export interface Asks {
  /** Names of past events that its rules ask about. */
  readonly events: readonly string[];
  /** Whether a rule asks about the event that started or woke the enrollment. */
  readonly trigger: boolean;
  /** Static lists it moves contacts to or from. */
  readonly lists: readonly string[];
  /** Mails under test, by step. */
  readonly experiments: readonly string[];
}

const rulesOf = (step: Step): readonly Rule[] =>
  step.kind === 'condition' ? (step.arms ?? []).map((arm) => arm.when) : [];

const listsOf = (step: Step): readonly string[] =>
  step.kind === 'action' && step.action?.type === 'move_to_list'
    ? [step.action.list, ...(step.action.from ? [step.action.from] : [])]
    : [];

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)];

function asksAnew({ steps }: Sequence): Asks {
  const facts = steps.flatMap(rulesOf).flatMap((rule) => factsOf(rule).map(({ fact }) => fact));
  return {
    events: unique(facts.flatMap((fact) => ('event' in fact ? [fact.event.name] : []))),
    trigger: facts.some((fact) => 'trigger' in fact),
    lists: unique(steps.flatMap(listsOf)),
    experiments: steps.flatMap((step) => (step.kind === 'email' && hasVariants(step) ? [step.id] : [])),
  };
}

const known = new WeakMap<Sequence, Asks>();

/** What a sequence asks about, worked out once for each. */
export function asksOf(sequence: Sequence): Asks {
  const asks = known.get(sequence) ?? asksAnew(sequence);
  known.set(sequence, asks);
  return asks;
}
