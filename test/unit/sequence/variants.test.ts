import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EmailStep, Sequence } from '../../../src/contracts/step.ts';
import type { Variant } from '../../../src/contracts/variant.ts';
import { testPower } from '../../../src/domain/campaign/test-power.ts';
import { shapeProblems, testProblems } from '../../../src/domain/campaign/test-problems.ts';
import { windowOf, windowsOf } from '../../../src/domain/schedule/campaign-window.ts';
import { problems } from '../../../src/domain/sequence/problems.ts';
import { gatherProblems, gatherVariants, spreadVariants } from '../../../src/domain/sequence/spread-variants.ts';
import { stepFor } from '../../../src/domain/sequence/variants.ts';
import { aCampaign, anEmail, aSequence, at } from '../../support/builders.ts';

const tested = (variants: Variant[], over: Partial<EmailStep> = {}) => anEmail('offer', null, { variants, ...over });
const text = fc.constantFrom('One', 'Two', '');
const optional = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined });
const content = fc.record({
  subject: optional(text),
  previewText: optional(text),
  html: optional(text),
  text: optional(text),
});
const clean = (one: object) => Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined));
/** What a reader gets; nothing and an empty preview are the same. */
const seenOf = ({ subject, previewText, html, text: plain, fromName }: EmailStep) => ({
  subject: subject ?? '',
  previewText: previewText ?? '',
  html: html ?? '',
  text: plain ?? null,
  fromName: fromName ?? null,
});

describe('a mail as one of its variants', () => {
  const step = tested(
    [
      { key: 'a' },
      { key: 'b', subject: 'Bold', fromName: 'Ann' },
      { key: 'c', html: '<p>New</p>' },
      { key: 'd', templateId: 'tpl_1' },
      { key: 'e', text: 'Plain' },
    ],
    { subject: 'Calm', html: '<p>Old</p>', text: 'Old', previewText: 'Look' },
  );

  it('says what the variant says, and else what the step says', () => {
    expect(stepFor(step, 'a')).toMatchObject({ subject: 'Calm', html: '<p>Old</p>', text: 'Old' });
    expect(stepFor(step, 'b')).toMatchObject({ subject: 'Bold', fromName: 'Ann', html: '<p>Old</p>' });
    expect(stepFor(step, 'e')).toMatchObject({ subject: 'Calm', html: '<p>Old</p>', text: 'Plain' });
  });

  it('keeps nothing of a body in whose place the variant has its own', () => {
    expect(stepFor(step, 'c')).not.toHaveProperty('text');
    expect(stepFor(step, 'c')).toMatchObject({ html: '<p>New</p>', subject: 'Calm', previewText: 'Look' });
    expect(stepFor(step, 'd')).not.toHaveProperty('html');
  });

  it('is the control where the step has no such variant, and the step itself without variants', () => {
    expect(stepFor(step, 'gone')).toEqual(stepFor(step, 'a'));
    expect(stepFor(anEmail('x', null), 'a')).toEqual(anEmail('x', null));
  });

  it('is published as every reader of every variant would have got it', () => {
    fc.assert(
      fc.property(content, fc.array(content, { minLength: 2, maxLength: 5 }), (base, contents) => {
        const variants = contents.map((one, i) => ({ key: `v${i}`, ...clean(one) }));
        const sequence: Sequence = aSequence({ id: 'offer', kind: 'email', next: null, ...clean(base), variants });
        const spread = spreadVariants(sequence);
        const [gathered] = gatherVariants(sequence, spread, spread.flat).steps;
        const [written] = sequence.steps;
        if (gathered?.kind !== 'email' || written?.kind !== 'email') throw new Error('A mail was lost');
        for (const { key } of variants) expect(seenOf(stepFor(gathered, key))).toEqual(seenOf(stepFor(written, key)));
      }),
    );
  });

  it('tells of a fault where it stands: in the variant, or once in the step', () => {
    const sequence = aSequence(anEmail('first', 'offer'), step);
    const spread = spreadVariants(sequence);
    const fault = (n: number, field: string) => ({
      code: 'bad',
      severity: 'error' as const,
      stepId: 'offer',
      path: `steps.${n}.${field}`,
      message: 'Bad.',
    });
    const found = gatherProblems(sequence, spread, [
      fault(0, 'subject'),
      fault(1, 'subject'),
      fault(2, 'subject'),
      fault(3, 'subject'),
      fault(3, 'html'),
    ]);
    expect(found.map(({ path }) => path)).toEqual([
      'steps.0.subject',
      'steps.1.subject',
      'steps.1.variants.1.subject',
      'steps.1.variants.2.html',
    ]);
  });
});

describe('the problems of a test', () => {
  const codesOf = (step: EmailStep): string[] =>
    problems(aSequence(step)).map(({ code, path }) => `${code} ${path.replace('steps.0.', '')}`);

  it.each([
    [
      'two variants with one key',
      [{ key: 'a' }, { key: 'a', subject: 'X' }],
      {},
      'duplicate_variant_key variants.1.key',
    ],
    [
      'variants that send the same',
      [
        { key: 'a', subject: 'X' },
        { key: 'b', subject: 'X', weight: 2 },
      ],
      {},
      'variants_alike variants.1',
    ],
    [
      'a test that lasts more than a year',
      [{ key: 'a' }, { key: 'b', subject: 'X' }],
      { experiment: { decideAfter: { value: 53, unit: 'weeks' } } },
      'test_too_long experiment.decideAfter',
    ],
    [
      'a baseline without a difference',
      [{ key: 'a' }, { key: 'b', subject: 'X' }],
      { experiment: { baseline: 0.1 } },
      'half_a_sample_size experiment.baseline',
    ],
    [
      'opens as the metric',
      [{ key: 'a' }, { key: 'b', subject: 'X' }],
      { experiment: { metric: 'opens' } },
      'weak_metric experiment.metric',
    ],
  ] as const)('are told of %s', (_, variants, over, problem) => {
    expect(codesOf(tested([...variants], over))).toEqual([problem]);
  });

  it('are none for variants that differ in their time alone', () => {
    expect(
      codesOf(
        tested([
          { key: 'a', localTime: '09:00' },
          { key: 'b', localTime: '18:00' },
        ]),
      ),
    ).toEqual([]);
  });

  it('are told of a rule with nothing to compare', () => {
    expect(codesOf(anEmail('offer', null, { experiment: { share: 20 } }))).toEqual([
      'experiment_without_variants experiment',
    ]);
  });

  it('are told of an A/B test whose first mail has no variants', () => {
    const two: Variant[] = [{ key: 'a' }, { key: 'b', subject: 'X' }];
    const found = (steps: EmailStep[]) => shapeProblems(aSequence(...steps), { campaignType: 'ab_test' });
    expect(found([tested(two)])).toEqual([]);
    expect(found([anEmail('first', 'offer'), tested(two)])).toMatchObject([
      { code: 'no_variants', path: 'steps.0.variants' },
    ]);
    expect(shapeProblems(aSequence(anEmail('x', null)), { campaignType: 'drip' })).toEqual([]);
  });

  it('are told of a decision after the end of the campaign, where somebody waits for it', () => {
    const now = at('2026-11-25T09:00:00Z');
    const found = (share: number, endDate: string) =>
      testProblems(
        aSequence(tested([{ key: 'a' }, { key: 'b', subject: 'X' }], { experiment: { share } })),
        aCampaign({ endDate }),
        now,
      ).map(({ code }) => code);
    expect(found(50, at('2026-11-25T20:00:00Z'))).toEqual(['decided_after_end']);
    expect(found(50, at('2026-11-27T20:00:00Z'))).toEqual([]);
    expect(found(100, at('2026-11-25T20:00:00Z'))).toEqual([]);
  });

  it('warn of a decision that may come before the mails have left', () => {
    const codes = (hours: number, over: Parameters<typeof aCampaign>[0] = {}, localTime?: string) =>
      testProblems(
        aSequence(
          tested([{ key: 'a' }, { key: 'b', subject: 'X', ...(localTime ? { localTime } : {}) }], {
            experiment: { decideAfter: { value: hours, unit: 'hours' } },
          }),
        ),
        aCampaign(over),
        at('2026-11-25T09:00:00Z'),
      ).map(({ code, severity }) => `${severity} ${code}`);
    expect(codes(8)).toEqual([]);
    expect(codes(8, { sendWindow: { preferredTime: '09:00' } })).toEqual(['warning decided_before_sent']);
    expect(codes(8, {}, '18:00')).toEqual(['warning decided_before_sent']);
    expect(codes(48, {}, '18:00')).toEqual([]);
  });

  it('say before the launch what an audience can show', () => {
    const saying = (audience: number, experiment: EmailStep['experiment'] = {}) =>
      testPower(aSequence(tested([{ key: 'a' }, { key: 'b', subject: 'X' }], { experiment })), audience)[0]?.message;
    expect(saying(0)).toBeUndefined();
    expect(saying(150)).toContain('About 75 contacts get each variant, and nothing is decided below 100');
    expect(saying(20_000, { share: 50, baseline: 0.05 })).toMatch(
      /^About 5000 contacts get each variant\. A variant that is better by 1\.\d points than a rate of 5\.0 % wins/,
    );
  });
});

describe('the window of a mail that tests its time', () => {
  const campaign = aCampaign({
    sendWindow: { skipWeekends: true, optimize: { enabled: true, from: '08:00', to: '20:00', explore: 0.05 } },
  });

  it('prefers the time of the variant in place of what would choose it, and keeps the other rules', () => {
    expect(windowOf(campaign, anEmail('x', null), '18:00')).toEqual({ skipWeekends: true, preferredTime: '18:00' });
    expect(windowOf(aCampaign(), anEmail('x', null, { window: null }), '18:00')).toEqual({ preferredTime: '18:00' });
  });

  it('is one for each variant', () => {
    const step = tested([{ key: 'a', localTime: '09:00' }, { key: 'b' }]);
    expect(windowsOf(aCampaign(), aSequence(step))).toEqual([{ preferredTime: '09:00' }]);
  });
});
