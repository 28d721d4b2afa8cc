import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Contact } from '../../../src/contracts/contact.ts';
import { contactOperators, type Fact, type FactValue, type Rule } from '../../../src/contracts/rule.ts';
import { compileRule } from '../../../src/domain/rules/compile.ts';
import { evaluate } from '../../../src/domain/rules/evaluate.ts';
import type { Facts } from '../../../src/domain/rules/facts.ts';
import { parseRule } from '../../../src/domain/rules/parse.ts';
import { aContact, aMessage, at } from '../../support/builders.ts';
import { aRuleOf } from './rule-arbitrary.ts';

const now = at('2026-11-25T09:00:00Z');
const factsOf = (over: Partial<Facts> = {}): Facts => ({
  contact: aContact(),
  messages: [],
  previousSendId: null,
  stickyKey: 'cmp_1|con_1|1|step',
  now,
  ...over,
});
const ruleOf = (text: string): Rule => {
  const parsed = parseRule(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
};
const judge = (text: string, over: Partial<Facts> = {}) => evaluate(ruleOf(text), factsOf(over));
const holds = (text: string, contact: Partial<Contact> = {}): boolean =>
  judge(text, { contact: aContact(contact) }).holds;
const order = (day: string, properties: Record<string, unknown> = {}) => ({
  name: 'order.completed',
  at: at(day),
  properties,
});

describe('a fact about a contact', () => {
  it.each<[string, Partial<Contact>, boolean]>([
    ['contact.industry == "saas"', { industry: 'SaaS' }, true],
    ['contact.industry != "saas"', { industry: 'SaaS' }, false],
    ['contact.company_size > 100', { companySize: 101 }, true],
    ['contact.company_size > 100', { companySize: 100 }, false],
    ['contact.company_size >= "100"', { companySize: 100 }, true],
    ['contact.company_size < 100', { companySize: 100 }, false],
    ['contact.company_size <= 100', { companySize: 100 }, true],
    ['contact.country in ("GB", "IE")', { country: 'IE' }, true],
    ['contact.country in ("GB", "IE")', { country: 'FR' }, false],
    ['contact.company contains "CM"', { company: 'Acme' }, true],
    ['contact.tags contains "vi"', { tags: ['VIP'] }, false],
    ['contact.tags contains "vip"', { tags: ['new', 'VIP'] }, true],
    ['contact.opt_outs contains "newsletter"', { optOuts: ['offers', 'newsletter'] }, true],
    ['contact.opt_outs contains "news"', { optOuts: ['newsletter'] }, false],
    ['contact.tags == "new"', { tags: ['new', 'VIP'] }, true],
    ['contact.tags != "new"', { tags: ['new', 'VIP'] }, false],
    ['contact.company starts with "ac"', { company: 'Acme' }, true],
    ['contact.company starts with "me"', { company: 'Acme' }, false],
    ['contact.created_at before "2026-01-02"', { createdAt: at('2026-01-01') }, true],
    ['contact.created_at after "2026-01-01T00:00:00+01:00"', { createdAt: at('2026-01-01') }, true],
    ['contact.created_at after "2026-01-01"', { createdAt: at('2026-01-01') }, false],
    ['contact.last_activity_at within last 2 days', { lastActivityAt: at('2026-11-23T09:00:00Z') }, true],
    ['contact.last_activity_at within last 2 days', { lastActivityAt: at('2026-11-23T08:59:59Z') }, false],
    ['contact.last_activity_at within last 2 days', { lastActivityAt: at('2026-11-25T09:00:01Z') }, false],
    ['contact.email_verified == true', { emailVerified: true }, true],
    ['contact.email_verified == true', { emailVerified: false }, false],
    ['contact.email_verified exists', { emailVerified: false }, true],
    ['contact.custom.plan == "pro"', { custom: { plan: 'Pro' } }, true],
    ['contact.custom.seats > 9', { custom: { seats: '10' } }, true],
    ['contact.custom.seats > 9', { custom: { seats: 'many' } }, false],
    ['contact.custom.flag == 1', { custom: { flag: true } }, false],
    ['contact.custom.constructor exists', { custom: {} }, false],
    ['contact.custom.renewal after "2026-11-30"', { custom: { renewal: '2026-12-01' } }, true],
    ['contact.custom.renewal after "1990-01-01"', { custom: { renewal: '12' } }, false],
  ])('%s of %o: %s', (text, contact, expected) => {
    expect(holds(text, contact)).toBe(expected);
    expect(holds(`not ${text}`, contact)).toBe(!expected);
  });

  it('reads the unsubscribed flag and the source from the consent', () => {
    const consent = { status: 'unsubscribed', source: 'import', at: now, tracking: true } as const;
    expect(holds('contact.unsubscribed == true and contact.consent_source == "import"', { consent })).toBe(true);
    expect(holds('contact.unsubscribed == false')).toBe(true);
  });

  it('lets a missing value satisfy only != and "is missing"', () => {
    const values: (FactValue | undefined)[] = ['x', '', 5, true, ['x'], { value: 1, unit: 'days' }, undefined];
    for (const missing of [null, '', undefined])
      for (const op of contactOperators)
        for (const value of values) {
          const contact = aContact({ custom: missing === undefined ? {} : { plan: missing } });
          const rule: Rule = { contact: { field: 'custom.plan', op, ...(value === undefined ? {} : { value }) } };
          expect([op, evaluate(rule, factsOf({ contact })).holds]).toEqual([op, op === 'ne']);
        }
    expect(holds('contact.custom.plan is missing')).toBe(true);
    expect(holds('contact.tags is missing', { tags: [] })).toBe(true);
  });
});

describe('a fact about mails', () => {
  const sentAt = at('2026-11-25T09:00:00Z');
  const later = at('2026-11-27T09:00:00Z');
  const none = aMessage('intro').flags;

  it('counts what came within the time after the mail was sent, to the millisecond', () => {
    const opened = (openedAt: string) => ({
      messages: [aMessage('intro', { sentAt, flags: { ...none, opened: openedAt } })],
      previousSendId: aMessage('intro').sendId,
      now: at('2027-01-01'),
    });
    expect(judge('opened(previous) within 2 days', opened(later)).holds).toBe(true);
    expect(judge('opened(previous) within 2 days', opened(at('2026-11-27T09:00:00.001Z'))).holds).toBe(false);
    expect(judge('opened(any)', opened(later)).because).toBe(
      'the mail of step intro was opened at 2026-11-27T09:00:00.000Z',
    );
  });

  it('never counts machines', () => {
    const flags = { ...none, machineOpened: later, machineClicked: later };
    const messages = [aMessage('intro', { flags })];
    expect(judge('opened(any) or clicked(any)', { messages }).holds).toBe(false);
  });

  it('asks about one link, and about the last visit of a step', () => {
    const links = { 'https://a.example/': later };
    const clicked = { ...none, clicked: later };
    const first = aMessage('intro', { flags: clicked, links });
    expect(judge('clicked(intro, "https://a.example/")', { messages: [first] }).holds).toBe(true);
    expect(judge('clicked(intro, "https://b.example/")', { messages: [first] }).holds).toBe(false);
    expect(judge('clicked(intro)', { messages: [first, aMessage('intro', { visit: 2 })] }).holds).toBe(false);
  });

  it.each([
    ['opened(previous)', 'the preceding mail does not exist, so it was not opened'],
    ['opened(any) within 2 days', 'no mail was opened within 2 days'],
    ['bounced(intro)', 'the mail of step intro does not exist, so it did not bounce'],
  ])('says why %s fails', (text, because) => {
    expect(judge(text)).toEqual({ holds: false, because });
  });
});

describe('a fact about events', () => {
  const events = [
    order('2026-11-01', { amount: 60, currency: 'EUR', cart: { total: 12, items: [{ sku: 'A1' }] } }),
    order('2026-11-24', { amount: 40, currency: 'EUR' }),
    order('2026-11-26', { amount: 99, currency: 'EUR' }),
    { name: 'login', at: at('2026-11-24'), properties: { 'cart.total': 7 } },
  ];

  it.each<[string, boolean]>([
    ['event("order.completed")', true],
    ['event("order.Completed")', false],
    ['event("order.completed") at least 2 times', true],
    ['event("order.completed") at least 3 times', false],
    ['event("order.completed").amount >= 50', true],
    ['event("order.completed").amount >= 50 within 2 weeks', false],
    ['event("order.completed").amount >= 40 within 2 weeks', true],
    ['event("order.completed" where amount >= 50 and currency == "usd")', false],
    ['event("order.completed").amount > 70', false],
    ['event("order.completed").cart.total == 12', true],
    ['event("order.completed").cart.items.0.sku == "a1"', true],
    ['event("order.completed").cart.items.length == 1', true],
    ['event("login").cart.total == 7', true],
    ['event("login").constructor exists', false],
    ['event("login").toString.name exists', false],
  ])('%s: %s', (text, expected) => {
    expect(judge(text, { events }).holds).toBe(expected);
    expect(judge(text).holds).toBe(false);
  });

  it('says how often it happened', () => {
    expect(judge('event("order.completed") within 1 day at least 2 times', { events }).because).toBe(
      'the event "order.completed" happened 0 times in the last day, of 2 times asked for',
    );
    expect(judge('event("order.completed").amount > 1', { events }).because).toBe(
      'the event "order.completed" with such properties happened 2 times',
    );
  });

  it('reads the event that started the enrollment, where one did', () => {
    const trigger = { amount: 60, cart: { total: 12 } };
    expect(judge('trigger.cart.total > 10', { trigger })).toEqual({
      holds: true,
      because: 'trigger.cart.total is 12, greater than 10',
    });
    expect(judge('trigger.amount > 10')).toEqual({ holds: false, because: 'no event started this enrollment' });
    expect(judge('trigger.amount != 10', { trigger: null }).holds).toBe(true);
  });
});

describe('membership and chance', () => {
  it('finds a segment by its id or its name', () => {
    const contact = aContact({ segments: ['seg_1'] });
    const segmentIds = new Map([
      ['Engaged', 'seg_1'],
      ['Other', 'seg_2'],
    ]);
    const asked = ['seg_1', 'Engaged', 'Other', 'Nobody'].map(
      (name) => judge(`in_segment("${name}")`, { contact, segmentIds }).holds,
    );
    expect(asked).toEqual([true, true, false, false]);
  });

  it('draws the same for the same contact, and about the share it is told', () => {
    const drawn = Array.from({ length: 2000 }, (_, i) => judge('percent(30)', { stickyKey: `k|${i}` }).holds);
    expect(drawn.filter(Boolean).length).toBeGreaterThan(500);
    expect(drawn.filter(Boolean).length).toBeLessThan(700);
    expect(judge('percent(30)', { stickyKey: 'k|7' }).holds).toBe(drawn[7]);
    expect(judge('percent(0)').holds).toBe(false);
    expect(judge('percent(100)').holds).toBe(true);
  });
});

describe('the reason of a verdict', () => {
  it.each([
    ['contact.company_size > 100', 'companySize is 120, greater than 100'],
    ['contact.company_size > 200', 'companySize is 120, not greater than 200'],
    ['contact.industry == "SaaS"', 'industry is "SaaS", equal to "SaaS"'],
    ['contact.industry != "SaaS"', 'industry is "SaaS", equal to "SaaS"'],
    ['contact.timezone == "UTC"', 'timezone is missing'],
    ['contact.company exists', 'company is present'],
    ['contact.created_at within last 30 days', 'createdAt is "2026-01-01T00:00:00.000Z", not within the last 30 days'],
    ['contact.country in ("US", "FR")', 'country is "GB", none of "US" or "FR"'],
    ['contact.custom.plans in ("a", "b")', 'custom.plans is missing'],
    ['contact.email_verified == true', 'emailVerified is false, not equal to true'],
    ['replied(constructor)', 'the mail of step constructor does not exist, so it was not replied to'],
    ['contact.email contains "ann"', 'email satisfies contains'],
    ['contact.first_name == "Bob"', 'firstName does not satisfy eq'],
    [
      'contact.lead_score > 50 or contact.company_size > 200',
      'leadScore is 10, not greater than 50 and companySize is 120, not greater than 200',
    ],
    ['contact.company_size > 100 and contact.lead_score > 50', 'leadScore is 10, not greater than 50'],
    ['not (contact.company_size > 200 or contact.lead_score > 5)', 'leadScore is 10, greater than 5'],
  ])('of %s names the facts that decided', (text, because) => {
    expect(judge(text).because).toBe(because);
  });

  it('shows the tags a contact has', () => {
    const contact = aContact({ tags: ['vip', 'new'] });
    expect(judge('contact.tags contains "VIP"', { contact }).because).toBe('tags is ["vip", "new"], containing "VIP"');
    const many = aContact({ tags: ['1', '2', '3', '4', '5', '6', '7'] });
    expect(judge('contact.tags in ("8", "9")', { contact: many }).because).toBe(
      'tags is ["1", "2", "3", "4", "5", 2 more], none of "8" or "9"',
    );
  });

  it('stays short when many facts decide together', () => {
    const rule: Rule = { all: Array.from({ length: 20 }, () => ({ percent: 100 })) };
    expect(evaluate(rule, factsOf()).because).toMatch(/( and .*){4} and 15 more$/);
    const long = judge('contact.custom.story contains "x"', {
      contact: aContact({ custom: { story: 'x'.repeat(900) } }),
    });
    expect(long.because.length).toBeLessThan(120);
  });

  it('repeats no name, address or telephone number', () => {
    const secrets = ['Zoltan', 'zoltan@home.example', '+44 20 7946 0958', '02079460958'];
    const contact = aContact({
      email: 'zoltan@home.example',
      firstName: 'Zoltan',
      lastName: 'Zoltan',
      company: 'zoltan@home.example',
      tags: ['vip', 'zoltan@home.example'],
      custom: { phone: '+44 20 7946 0958', spouseName: 'Zoltan', other: '02079460958' },
    });
    const trigger = { email: 'zoltan@home.example', customer: { firstName: 'Zoltan' }, note: 'call +44 20 7946 0958' };
    const fields = [
      'email',
      'firstName',
      'lastName',
      'company',
      'tags',
      'custom.phone',
      'custom.spouseName',
      'custom.other',
    ];
    const properties = ['email', 'customer.firstName', 'note'];
    const compared = fc.record({
      op: fc.constantFrom(...contactOperators),
      value: fc.constantFrom<FactValue>(...secrets, secrets, 'x', true),
    });
    const fact: fc.Arbitrary<Fact> = fc.oneof(
      fc
        .tuple(fc.constantFrom(...fields), compared)
        .filter(
          ([field, { value }]) =>
            field.startsWith('custom.') ||
            field.endsWith('ame') ||
            field === 'email' ||
            !String(value).includes('Zoltan'),
        )
        .map(([field, rest]) => ({ contact: { field, ...rest } })),
      fc
        .tuple(fc.constantFrom(...properties), compared)
        .filter(([property, { value }]) => property !== 'note' || !String(value).includes('Zoltan'))
        .map(([property, rest]) => ({ trigger: { property, ...rest } })),
    );
    fc.assert(
      fc.property(fact, (rule) => {
        const { because } = evaluate(rule, factsOf({ contact, trigger }));
        expect(secrets.filter((secret) => because.includes(secret))).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a compiled rule', () => {
  const value = fc.constantFrom<FactValue>('a', 'B', 1, 2, true, ['a', 2], { value: 2, unit: 'days' }, '2026-11-24');
  const compared = fc.record({ op: fc.constantFrom(...contactOperators), value });
  const field = fc.constantFrom('company', 'companySize', 'tags', 'lastActivityAt', 'emailVerified', 'custom.x');
  const event = fc.constantFrom('opened', 'clicked', 'replied');
  const fact: fc.Arbitrary<Fact> = fc.oneof(
    { weight: 4, arbitrary: fc.tuple(field, compared).map(([name, rest]) => ({ contact: { field: name, ...rest } })) },
    fc.tuple(fc.constantFrom('a', 'b.c'), compared).map(([property, rest]) => ({ trigger: { property, ...rest } })),
    fc.tuple(compared, fc.integer({ min: 1, max: 2 })).map(([rest, atLeast]) => ({
      event: { name: 'e', where: [{ property: 'a', ...rest }], atLeast, within: { value: 1, unit: 'weeks' as const } },
    })),
    fc
      .tuple(fc.constantFrom('previous', 'any', 's'), event)
      .map(([email, done]) => ({ engagement: { email, event: done } })),
    fc.constantFrom({ segment: 'seg_1' }, { percent: 50 }),
  );
  const scalar = fc.constantFrom('A', 'b', 1, 2, true, null, '2026-11-24');
  const properties = fc.record({ a: scalar, b: fc.record({ c: scalar }) });
  const world: fc.Arbitrary<Facts> = fc
    .record({
      company: fc.constantFrom(null, 'A', 'bb', ''),
      companySize: fc.constantFrom(null, 1, 2, 3),
      tags: fc.subarray(['a', 'b', '1']),
      lastActivityAt: fc.constantFrom(null, at('2026-11-24'), at('2026-11-01'), at('2026-12-01')),
      emailVerified: fc.boolean(),
      custom: fc.record({ x: scalar }),
      segments: fc.subarray(['seg_1', 'seg_2']),
    })
    .chain((over) =>
      fc.record({
        contact: fc.constant(aContact(over)),
        messages: fc.subarray([aMessage('s', { flags: { ...aMessage('s').flags, opened: now } }), aMessage('t')]),
        previousSendId: fc.constantFrom(null, aMessage('s').sendId, aMessage('t').sendId),
        stickyKey: fc.string(),
        now: fc.constantFrom(now, at('2026-11-26')),
        events: fc.array(
          fc.record({ name: fc.constantFrom('e', 'f'), at: fc.constantFrom(now, at('2026-11-02')), properties }),
          { maxLength: 3 },
        ),
        trigger: fc.oneof(fc.constant(null), properties),
      }),
    );

  it('gives every contact the verdict that evaluate gives', () => {
    const seen = { true: 0, false: 0 };
    fc.assert(
      fc.property(aRuleOf(fact), fc.array(world, { minLength: 1, maxLength: 5 }), (rule, worlds) => {
        const compiled = compileRule(rule);
        for (const facts of worlds) {
          const { holds: expected, because } = evaluate(rule, facts);
          expect(compiled(facts)).toBe(expected);
          expect(because).not.toBe('');
          seen[`${expected}`] += 1;
        }
      }),
      { numRuns: 1000 },
    );
    expect(Math.min(seen.true, seen.false)).toBeGreaterThan(300);
  });

  it('obeys the laws of logic', () => {
    fc.assert(
      fc.property(aRuleOf(fact), aRuleOf(fact), world, (one, other, facts) => {
        const is = (rule: Rule): boolean => compileRule(rule)(facts);
        expect(is({ all: [one, other] })).toBe(is(one) && is(other));
        expect(is({ any: [one, other] })).toBe(is(one) || is(other));
        expect(is({ not: { any: [one, other] } })).toBe(is({ all: [{ not: one }, { not: other }] }));
      }),
      { numRuns: 500 },
    );
  });
});
