import fc from 'fast-check';
import { contactFields } from '../../../src/contracts/contact.ts';
import type { Duration } from '../../../src/contracts/primitives.ts';
import {
  contactOperators,
  engagementEvents,
  type Fact,
  type FactValue,
  type PropertyTest,
  type Rule,
} from '../../../src/contracts/rule.ts';

/** Leaves a key out at random: `undefined` is not what a rule without it holds. */
const sometimes = <T extends object>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | Record<never, never>> =>
  fc.oneof(fc.constant({}), arbitrary);

const awkward = fc.constantFrom(
  'and',
  'not',
  'previous',
  'a "b" \\',
  "it's",
  'line\nbreak',
  '\u2028',
  '\ud800',
  'größe',
  '🐧',
  '1st',
  'x.y',
  '.',
  '?',
  '-',
);
export const anyText = (most: number): fc.Arbitrary<string> =>
  fc.oneof(
    awkward,
    fc.string({ minLength: 1, maxLength: most }),
    fc.string({ minLength: 1, maxLength: 12, unit: 'binary' }),
  );
const maybeEmpty = fc.oneof(fc.constant(''), anyText(30));

const aDuration: fc.Arbitrary<Duration> = fc.record({
  value: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 525_600 })),
  unit: fc.constantFrom('minutes', 'hours', 'days', 'weeks'),
});
const aNumber = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(-0));
const aValue: fc.Arbitrary<FactValue> = fc.oneof(
  maybeEmpty,
  aNumber,
  fc.boolean(),
  fc.array(fc.oneof(maybeEmpty, aNumber), { minLength: 1, maxLength: 4 }),
  aDuration,
  fc.constantFrom('2026-11-25', '2026-11-25T09:00:00.000Z'),
);

const comparison = fc
  .tuple(fc.constantFrom(...contactOperators), sometimes(fc.record({ value: aValue })))
  .map(([op, value]) => ({ op, ...value }));
const aField = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(...Object.keys(contactFields), 'custom.plan', 'custom.in', 'custom.constructor'),
  },
  fc.oneof(fc.constantFrom('company_size', 'custom.1', 'custom', 'nope'), anyText(20)),
);
const aProperty = fc.oneof(
  fc.constantFrom('amount', 'cart.total', 'items.0.sku', 'and', 'where', '0', 'my-key'),
  anyText(20),
);
const aTest: fc.Arbitrary<PropertyTest> = fc
  .tuple(aProperty, comparison)
  .map(([property, rest]) => ({ property, ...rest }));

const anEngagement = fc
  .tuple(
    fc.record({
      email: fc.oneof(fc.constantFrom('previous', 'any', 'email_1', 'intro-mail'), anyText(20)),
      event: fc.constantFrom(...engagementEvents),
    }),
    sometimes(fc.record({ link: fc.constantFrom('https://example.com/a?b="c"', 'mailto:x@example.com') })),
    sometimes(fc.record({ within: aDuration })),
  )
  .map(([asked, link, within]): Fact => ({ engagement: { ...asked, ...link, ...within } }));

const anEvent = fc
  .tuple(
    fc.record({ name: fc.oneof(fc.constant('order.completed'), anyText(20)) }),
    sometimes(fc.record({ where: fc.array(aTest, { minLength: 1, maxLength: 3 }) })),
    sometimes(fc.record({ within: aDuration })),
    sometimes(fc.record({ atLeast: fc.integer({ min: 1, max: 1_000_000 }) })),
  )
  .map(([name, where, within, atLeast]): Fact => ({ event: { ...name, ...where, ...within, ...atLeast } }));

/** Any fact the schema takes, sensible or not. */
export const aFact: fc.Arbitrary<Fact> = fc.oneof(
  anEngagement,
  anEvent,
  fc.tuple(aField, comparison).map(([field, rest]): Fact => ({ contact: { field, ...rest } })),
  aTest.map((trigger): Fact => ({ trigger })),
  fc.record({ segment: anyText(30) }),
  fc.record({ percent: fc.double({ min: 0, max: 100, noNaN: true }) }),
);

/** Any rule over some facts, groups of one and groups within groups of their own kind included. */
export const aRuleOf = (fact: fc.Arbitrary<Fact>): fc.Arbitrary<Rule> =>
  fc.letrec<{ rule: Rule }>((tie) => ({
    rule: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fact,
      fc.record({ all: fc.array(tie('rule'), { minLength: 1, maxLength: 4 }) }),
      fc.record({ any: fc.array(tie('rule'), { minLength: 1, maxLength: 4 }) }),
      fc.record({ not: tie('rule') }),
    ),
  })).rule;
export const aRule = aRuleOf(aFact);
