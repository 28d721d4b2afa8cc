import type { Contact } from '../../contracts/contact.ts';
import type { Rule } from '../../contracts/rule.ts';
import { compileRule } from '../../domain/rules/compile.ts';
import { evaluate } from '../../domain/rules/evaluate.ts';
import type { Facts } from '../../domain/rules/facts.ts';
import { earlyAnswer, eventNamesIn } from '../../domain/rules/without-events.ts';
import { eventsPerName } from '../engine/step-facts.ts';
import { inParallel } from '../in-parallel.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { TenantScope } from '../scope.ts';

export interface MatchDeps {
  readonly events: Pick<EventStore, 'recent'>;
}

export interface Matched {
  readonly contact: Contact;
  readonly matches: boolean;
  /** The facts that made it match or not. */
  readonly because: () => string;
}

export type MatchContacts = (contacts: readonly Contact[]) => Promise<readonly Matched[]>;

const readersAtOnce = 25;

/**
 * Judges contacts by the rule of a segment, in their order. `key` names the segment, so that percentages draw the same contacts every
 * time; `now` is the instant the rule is judged at. Events are read only for contacts for whom the rest of the rule leaves it open.
 */
export function matchContacts(
  deps: MatchDeps,
  scope: TenantScope,
  rule: Rule,
  key: string,
  now: string,
): MatchContacts {
  const early = earlyAnswer(rule);
  const test = compileRule(rule);
  const names = eventNamesIn(rule);
  const factsOf = (contact: Contact): Facts => ({
    contact,
    messages: [],
    previousSendId: null,
    stickyKey: `${key}|${contact.id}`,
    now,
  });
  const judged = (contact: Contact, facts: Facts, matches: boolean): Matched => ({
    contact,
    matches,
    because: () => evaluate(rule, facts).because,
  });
  const withEvents = async (contact: Contact): Promise<Matched> => {
    const lists = await Promise.all(names.map((name) => deps.events.recent(scope, contact.id, name, eventsPerName)));
    const facts = { ...factsOf(contact), events: lists.flat() };
    return judged(contact, facts, test(facts));
  };
  return async (contacts) => {
    const answers = contacts.map((contact) => {
      const facts = factsOf(contact);
      const answer = early(facts);
      return answer === undefined ? contact : judged(contact, facts, answer);
    });
    const open = answers.filter((one): one is Contact => !('matches' in one));
    const read = new Map((await inParallel(open, readersAtOnce, withEvents)).map((one) => [one.contact.id, one]));
    return answers.flatMap((one) => ('matches' in one ? one : (read.get(one.id) ?? [])));
  };
}
