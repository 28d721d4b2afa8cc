import type { Fault } from '../../contracts/problem.ts';
import type { Fact, PropertyTest, Rule } from '../../contracts/rule.ts';
import { nearest } from '../content/nearest.ts';
import { comparisonFaults, contactFaults } from './comparison-faults.ts';
import { contradictions } from './contradiction.ts';
import { depthOf, factsOf, joinPath, rulesIn } from './rule-tree.ts';

export const maxRuleDepth = 8;
export const maxRuleFacts = 100;

/** Where a rule is to be judged. */
export interface RuleContext {
  /** Ids of the email steps a rule may ask about; null where no mail went before, as in a segment; absent: not checked. */
  readonly emailSteps?: readonly string[] | null;
  /** Whether an event starts the enrollment; absent: not checked. */
  readonly trigger?: boolean;
  /** Whether a segment has this id or name; absent: not checked. */
  readonly isSegment?: (idOrName: string) => boolean;
}

const found = (path: string, code: string, message: string): Fault => ({ path, code, message });

function engagementProblems(fact: Extract<Fact, { engagement: unknown }>, path: string, { emailSteps }: RuleContext) {
  const { email, link, event } = fact.engagement;
  const problems: Fault[] = [];
  if (emailSteps === null)
    problems.push(found(path, 'engagement_not_allowed', 'No mail goes before this rule: it cannot ask about one.'));
  else if (emailSteps && email !== 'previous' && email !== 'any' && !emailSteps.includes(email)) {
    const meant = nearest(email, [...emailSteps, 'previous', 'any']);
    const help = meant ? `Did you mean "${meant}"?` : 'Write previous, any, or the id of one.';
    problems.push(found(`${path}.email`, 'unknown_email', `"${email}" is not an email step. ${help}`));
  }
  if (link !== undefined && event !== 'clicked')
    problems.push(found(`${path}.link`, 'link_without_click', 'A link can only be given with the event "clicked".'));
  return problems;
}

/** Problems of a test of an event's property. */
export const propertyProblems = (test: PropertyTest, path: string): readonly Fault[] =>
  comparisonFaults(test.property, 'any', test).map(({ code, at, message }) => found(joinPath(path, at), code, message));

function triggerProblems(test: PropertyTest, path: string, { trigger }: RuleContext): readonly Fault[] {
  const none = 'No event starts an enrollment here: the rule cannot ask about its properties.';
  const missing = trigger === false ? [found(path, 'no_trigger', none)] : [];
  return [...missing, ...propertyProblems(test, path)];
}

function factProblems(fact: Fact, path: string, context: RuleContext): readonly Fault[] {
  const at = (inner: string): string => joinPath(path, inner);
  if ('engagement' in fact) return engagementProblems(fact, at('engagement'), context);
  if ('trigger' in fact) return triggerProblems(fact.trigger, at('trigger'), context);
  if ('event' in fact)
    return (fact.event.where ?? []).flatMap((test, i) => propertyProblems(test, at(`event.where.${i}`)));
  if ('contact' in fact)
    return contactFaults(fact.contact).map((fault) =>
      found(joinPath(at('contact'), fault.at), fault.code, fault.message),
    );
  if ('segment' in fact)
    return context.isSegment && !context.isSegment(fact.segment)
      ? [found(at('segment'), 'unknown_segment', `There is no segment "${fact.segment}".`)]
      : [];
  return fact.percent >= 0 && fact.percent <= 100
    ? []
    : [found(at('percent'), 'bad_percent', 'Give a percentage from 0 to 100.')];
}

const contradictionProblems = (rule: Rule, path: string): readonly Fault[] =>
  'all' in rule
    ? contradictions(rule.all).map((field) =>
        found(joinPath(path, 'all'), 'contradiction', `No value of "${field}" satisfies all of this.`),
      )
    : [];

/** All problems of a rule at once, each with its path inside the rule: '' for all of it, `all.0.contact.value`. */
export function checkRule(rule: Rule, context: RuleContext = {}): readonly Fault[] {
  const facts = factsOf(rule);
  const problems: Fault[] = [];
  if (depthOf(rule) > maxRuleDepth)
    problems.push(found('', 'rule_too_deep', `Rules nest at most ${maxRuleDepth} deep.`));
  if (facts.length > maxRuleFacts)
    problems.push(
      found('', 'too_many_facts', `The rule asks for ${facts.length} facts; at most ${maxRuleFacts} are allowed.`),
    );
  return [
    ...problems,
    ...rulesIn(rule).flatMap((inner) => contradictionProblems(inner.rule, inner.path)),
    ...facts.flatMap(({ fact, path }) => factProblems(fact, path, context)),
  ];
}
