import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeRule } from '../../../src/domain/rules/describe.ts';
import { parseRule } from '../../../src/domain/rules/parse.ts';
import { aRule } from './rule-arbitrary.ts';

const sentenceOf = (text: string): string => {
  const parsed = parseRule(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return describeRule(parsed.value);
};

describe('the sentence of a rule', () => {
  it.each([
    [
      'contact.company_size > 100 and opened(previous) within 2 days',
      "The contact's company size is greater than 100 and the previous email was opened within 2 days.",
    ],
    ['contact.tags contains "vip"', 'The contact\'s tags include "vip".'],
    ['not contact.tags contains "vip"', 'The contact\'s tags do not include "vip".'],
    ['contact.tags != "vip"', 'The contact\'s tags do not include "vip".'],
    ['contact.tags in ("a", "b")', 'The contact\'s tags include one of "a" or "b".'],
    ['contact.country in ("GB", "IE", "FR")', 'The contact\'s country is one of "GB", "IE" or "FR".'],
    ['not contact.lead_score <= 5', "The contact's lead score is not at most 5."],
    ['contact.first_name starts with "A"', 'The contact\'s first name starts with "A".'],
    ['contact.company is missing', "The contact's company is not known."],
    ['not contact.company is missing', "The contact's company is known."],
    ['contact.email_verified == true', "The contact's email address is verified."],
    ['contact.unsubscribed != true', 'The contact is not unsubscribed.'],
    ['not contact.unsubscribed == false', 'The contact is unsubscribed.'],
    ['contact.last_activity_at within last 1 day', "The contact's last activity is within the last day."],
    ['contact.created_at before "2026-01-01"', 'The contact\'s creation date is before "2026-01-01".'],
    ['contact.custom.plan == "pro"', 'The contact\'s custom field plan is "pro".'],
    ['contact["zz"] > ?', 'The contact\'s field "zz" is greater than a value that is not filled in.'],
    ['bounced(previous)', 'The previous email bounced.'],
    ['not bounced(previous)', 'The previous email did not bounce.'],
    ['not replied(any)', 'No email was replied to.'],
    ['clicked(intro, "https://a.example/")', 'The email "intro" was clicked on the link "https://a.example/".'],
    ['in_segment("Engaged")', 'The contact is in the segment "Engaged".'],
    ['not percent(30)', 'The contact is not among a random 30%.'],
    ['trigger.cart.total > 10', "The triggering event's cart.total is greater than 10."],
    ['event("order.completed")', 'The contact had at least one "order.completed" event.'],
    ['not event("login") within 1 week', 'The contact had no "login" event in the last week.'],
    [
      'event("order.completed" where amount >= 50 and currency == "EUR") within 30 days at least 2 times',
      'The contact had at least 2 "order.completed" events in the last 30 days whose amount is at least 50 and whose currency is "EUR".',
    ],
    ['not event("x") at least 3 times', 'The contact had fewer than 3 "x" events.'],
    [
      'opened(previous) and (clicked(any) or contact.lead_score > 5) and not in_segment("A")',
      'The previous email was opened, and either any email was clicked or the contact\'s lead score is greater than 5, and the contact is not in the segment "A".',
    ],
    [
      'opened(previous) or clicked(previous) and replied(previous)',
      'The previous email was opened, or both the previous email was clicked and the previous email was replied to.',
    ],
    [
      'not (opened(previous) or clicked(previous))',
      'It is not true that either the previous email was opened or the previous email was clicked.',
    ],
    [
      'percent(1) and (percent(2) or percent(3) and percent(4))',
      'The contact is among a random 1%, and either the contact is among a random 2% or (the contact is among a random 3% and the contact is among a random 4%).',
    ],
    ['all(any(not not opened(any)))', 'Any email was opened.'],
  ])('of %s reads well', (text, sentence) => {
    expect(sentenceOf(text)).toBe(sentence);
  });

  it('calls segments and steps by the names it is given', () => {
    const names = { segment: () => 'Engaged', step: (id: string) => `Mail ${id}` };
    expect(describeRule({ segment: 'seg_1' }, names)).toBe('The contact is in the segment "Engaged".');
    expect(describeRule({ engagement: { email: 'a', event: 'opened' } }, names)).toBe('The email "Mail a" was opened.');
    expect(describeRule({ engagement: { email: 'any', event: 'opened' } }, names)).toBe('Any email was opened.');
  });

  it('begins with a capital and ends with one full stop, whatever the rule', () => {
    fc.assert(
      fc.property(aRule, (rule) => {
        expect(describeRule(rule)).toMatch(/^\(*[A-Z][\s\S]+[^.]\.$/);
        expect(describeRule({ not: { not: rule } })).toBe(describeRule(rule));
        expect(describeRule({ not: rule })).not.toBe(describeRule(rule));
      }),
      { numRuns: 500 },
    );
  });
});
