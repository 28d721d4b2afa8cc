import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../src/contracts/rule.ts';
import { compileRule } from '../../../src/domain/rules/compile.ts';
import type { Facts, PastEvent } from '../../../src/domain/rules/facts.ts';
import { segmentsIn, withSegments } from '../../../src/domain/rules/segments-in.ts';
import { earlyAnswer, eventNamesIn } from '../../../src/domain/rules/without-events.ts';
import { aContact, at } from '../../support/builders.ts';
import { aRule, aRuleOf } from './rule-arbitrary.ts';

const facts: Facts = {
  contact: aContact({ companySize: 120 }),
  messages: [],
  previousSendId: null,
  stickyKey: 'seg_1|con_1',
  now: at('2026-11-25T09:00Z'),
};
const yes: Fact = { contact: { field: 'companySize', op: 'eq', value: 120 } };
const no: Fact = { contact: { field: 'companySize', op: 'eq', value: 121 } };
const event: Fact = { event: { name: 'order.completed' } };
const happened: PastEvent = { name: 'order.completed', at: at('2026-11-24T09:00Z'), properties: {} };

describe('the early answer of a rule, without the events', () => {
  it('is never other than the answer with any events', () => {
    const rule = aRuleOf(fc.constantFrom<Fact>(yes, no, event, { event: { name: 'other' } }));
    fc.assert(
      fc.property(rule, fc.subarray([happened, { ...happened, name: 'other' }]), (judged, events) => {
        const early = earlyAnswer(judged)(facts);
        if (early !== undefined) expect(compileRule(judged)({ ...facts, events })).toBe(early);
      }),
    );
  });

  it('is the whole answer where a rule asks about no event', () => {
    fc.assert(
      fc.property(aRule, (rule) => {
        fc.pre(eventNamesIn(rule).length === 0);
        expect(earlyAnswer(rule)(facts)).toBe(compileRule(rule)(facts));
      }),
    );
  });

  it.each([
    ['decided by the other fact of an all', { all: [event, no] }, false],
    ['left open by the other fact of an all', { all: [event, yes] }, undefined],
    ['decided by the other fact of an any', { any: [event, yes] }, true],
    ['left open by the other fact of an any', { any: [event, no] }, undefined],
    ['left open by what is not open', { not: event }, undefined],
    ['turned round by not', { not: { all: [event, no] } }, true],
  ] as const)('is %s', (_, rule, expected) => {
    expect(earlyAnswer(JSON.parse(JSON.stringify(rule)))(facts)).toBe(expected);
  });
});

describe('segments in a rule', () => {
  it('are found with their paths, and are all that changes when they are renamed', () => {
    fc.assert(
      fc.property(aRule, (rule) => {
        const renamed = withSegments(rule, (name) => `id of ${name}`);
        expect(segmentsIn(renamed)).toEqual(
          segmentsIn(rule).map(({ path, segment }) => ({ path, segment: `id of ${segment}` })),
        );
        const back = withSegments(renamed, (id) => id.slice('id of '.length));
        expect(JSON.stringify(back)).toBe(JSON.stringify(rule));
      }),
    );
  });

  it('of a group within a not have the whole path', () => {
    expect(segmentsIn({ not: { any: [yes, { segment: 'A' }] } })).toEqual([{ path: 'not.any.1', segment: 'A' }]);
  });
});
