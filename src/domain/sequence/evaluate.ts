import type * as z from 'zod';
import type { Contact } from '../../contracts/contact.ts';
import type { Message } from '../../contracts/message.ts';
import type { EngagementEvent, EngagementFact, Fact, Rule } from '../../contracts/rule.ts';
import { percentileOf } from '../ids.ts';
import { nominalMs } from '../schedule/local-time.ts';
import { compareField, fieldValueOf } from './contact-fact.ts';

/** What a rule may look at. `messages` are those of the enrollment. */
export interface Facts {
  readonly contact: Contact;
  readonly messages: readonly Message[];
  readonly previousSendId: string | null;
  /** Makes percentages sticky: the same for the same contact at the same place. */
  readonly stickyKey: string;
  readonly now: string;
}

export interface Verdict {
  readonly holds: boolean;
  /** One sentence naming the fact that decided. */
  readonly because: string;
}

const flagOf: { readonly [E in EngagementEvent]: 'delivered' | 'opened' | 'clicked' | 'replied' | 'bounced' } = {
  delivered: 'delivered',
  opened: 'opened',
  clicked: 'clicked',
  replied: 'replied',
  bounced: 'bounced',
};

type Engagement = z.infer<typeof EngagementFact>['engagement'];

function mailsMeant(fact: Engagement, facts: Facts): readonly Message[] {
  if (fact.email === 'any') return facts.messages;
  if (fact.email === 'previous') return facts.messages.filter((message) => message.sendId === facts.previousSendId);
  const ofStep = facts.messages.filter((message) => message.stepId === fact.email);
  const lastVisit = Math.max(0, ...ofStep.map((message) => message.visit));
  return ofStep.filter((message) => message.visit === lastVisit);
}

const happenedAt = (message: Message, fact: Engagement): string | null =>
  fact.event === 'clicked' && fact.link ? (message.links[fact.link] ?? null) : message.flags[flagOf[fact.event]];

function inTime(message: Message, at: string, fact: Engagement): boolean {
  if (!fact.within) return true;
  const from = message.sentAt ?? message.plannedAt;
  return Date.parse(at) <= Date.parse(from) + nominalMs(fact.within);
}

function judgeEngagement(fact: Engagement, facts: Facts): Verdict {
  const mails = mailsMeant(fact, facts);
  for (const message of mails) {
    const at = happenedAt(message, fact);
    if (at && inTime(message, at, fact))
      return { holds: true, because: `the mail of step ${message.stepId} was ${fact.event} at ${at}` };
  }
  const which =
    fact.email === 'previous'
      ? 'the preceding mail'
      : fact.email === 'any'
        ? 'no mail'
        : `the mail of step ${fact.email}`;
  const verb = fact.email === 'any' ? 'was' : mails.length === 0 ? 'does not exist, so it was not' : 'was not';
  return { holds: false, because: `${which} ${verb} ${fact.event}` };
}

function judgeFact(fact: Fact, facts: Facts): Verdict {
  if ('engagement' in fact) return judgeEngagement(fact.engagement, facts);
  if ('contact' in fact) {
    const actual = fieldValueOf(facts.contact, fact.contact.field);
    const holds = compareField(actual, fact.contact.op, fact.contact.value, Date.parse(facts.now));
    return { holds, because: `${fact.contact.field} ${holds ? 'satisfies' : 'does not satisfy'} ${fact.contact.op}` };
  }
  if ('segment' in fact) {
    const holds = facts.contact.segments.includes(fact.segment);
    return { holds, because: `the contact is ${holds ? '' : 'not '}in segment ${fact.segment}` };
  }
  const drawn = percentileOf(facts.stickyKey);
  return {
    holds: drawn < fact.percent,
    because: `the contact drew ${drawn.toFixed(1)} of 100 against ${fact.percent}`,
  };
}

/** Judges a rule and names the fact that decided. Machine opens and clicks never count (domain §1). */
export function evaluate(rule: Rule, facts: Facts): Verdict {
  if ('not' in rule) {
    const inner = evaluate(rule.not, facts);
    return { holds: !inner.holds, because: inner.because };
  }
  if ('all' in rule) {
    const verdicts = rule.all.map((child) => evaluate(child, facts));
    return (
      verdicts.find((verdict) => !verdict.holds) ?? {
        holds: true,
        because: verdicts.map((v) => v.because).join(' and '),
      }
    );
  }
  if ('any' in rule) {
    const verdicts = rule.any.map((child) => evaluate(child, facts));
    return (
      verdicts.find((verdict) => verdict.holds) ?? {
        holds: false,
        because: verdicts.map((v) => v.because).join(' and '),
      }
    );
  }
  return judgeFact(rule, facts);
}
