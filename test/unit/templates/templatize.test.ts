import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Include } from '../../../src/contracts/campaign-template.ts';
import type { Sequence, Step } from '../../../src/contracts/step.ts';
import { checkBlocks } from '../../../src/domain/content/blocks/check-blocks.ts';
import { problems } from '../../../src/domain/sequence/problems.ts';
import { figuresOf } from '../../../src/domain/templates/figures.ts';
import { prebuiltCampaigns } from '../../../src/domain/templates/library.ts';
import { templatize } from '../../../src/domain/templates/templatize.ts';
import { anEmail, anExit, aSequence, aWait } from '../../support/builders.ts';

const all = { sequence: true, emails: true, conditions: true, content: true };
const ids = ({ steps }: Sequence): string[] => steps.map(({ id }) => id);
const next = ({ steps }: Sequence): unknown[] => steps.map((step) => ('next' in step ? step.next : 'end'));
const clicked = { engagement: { email: 'previous', event: 'clicked' as const } };

const branching = aSequence(
  anEmail('one', 'w1'),
  aWait('w1', 'ask'),
  { id: 'ask', kind: 'condition', arms: [{ when: clicked, next: 'short' }], else: 'long_a' },
  anEmail('short', null),
  anEmail('long_a', 'order'),
  {
    id: 'order',
    kind: 'wait_for_event',
    event: 'order.completed',
    timeout: { value: 3, unit: 'days' },
    onEvent: 'bought',
    onTimeout: 'long_b',
  },
  anExit('bought', 'bought'),
  anEmail('long_b', 'tell'),
  {
    id: 'tell',
    kind: 'action',
    action: { type: 'notify', to: ['me@own.example'], subject: 'Done', text: '' },
    next: 'end',
  },
  anExit('end'),
);

describe('a campaign saved as a template', () => {
  it('is the whole sequence when everything is included', () => {
    expect(templatize(branching, all)).toEqual({ sequence: branching, leftOut: [] });
  });

  it('keeps the test of a mail with its content, and none without', () => {
    const tested = aSequence(
      anEmail('one', null, { variants: [{ key: 'a' }, { key: 'b', subject: '20 % off' }], experiment: { share: 20 } }),
    );
    expect(templatize(tested, all).sequence).toEqual(tested);
    for (const include of [
      { ...all, content: false },
      { ...all, emails: false },
    ]) {
      const [step] = templatize(tested, include).sequence.steps;
      expect(step).not.toHaveProperty('variants');
      expect(step).not.toHaveProperty('experiment');
    }
  });

  it('follows the way with the most mails when conditions are left out, and says what went', () => {
    const { sequence, leftOut } = templatize(branching, { ...all, conditions: false });
    expect(ids(sequence)).toEqual(['one', 'w1', 'long_a', 'order', 'long_b', 'tell', 'end']);
    expect(next(sequence)).toEqual(['w1', 'long_a', 'order', 'long_b', 'tell', 'end', 'end']);
    expect(sequence.steps.find(({ id }) => id === 'order')).toMatchObject({
      kind: 'wait',
      for: { value: 3, unit: 'days' },
    });
    expect(leftOut.map(({ stepId }) => stepId)).toEqual(['ask', 'order', 'short', 'bought']);
  });

  it('keeps empty mail steps when the mails are left out', () => {
    const { sequence, leftOut } = templatize(branching, { ...all, emails: false });
    expect(ids(sequence)).toEqual(ids(branching));
    expect(sequence.steps[0]).toEqual({ id: 'one', kind: 'email', next: 'w1' });
    expect(leftOut.filter(({ what }) => what === 'email').map(({ stepId }) => stepId)).toEqual([
      'one',
      'short',
      'long_a',
      'long_b',
    ]);
  });

  it('shows placeholders that compile in place of the content, and names nothing of the organization', () => {
    const { sequence } = templatize(branching, { ...all, content: false });
    expect(JSON.stringify(sequence)).not.toMatch(/own\.example|Subject of|Hello/);
    expect(sequence.steps.find(({ id }) => id === 'tell')).toEqual({ id: 'tell', kind: 'action', next: 'end' });
    for (const step of sequence.steps)
      if (step.kind === 'email') {
        expect([step.subject, step.html]).toEqual([`[Subject: ${step.id}]`, undefined]);
        expect(step.blocks && checkBlocks(step.blocks)).toEqual([]);
      }
  });

  it('holds the mails alone, a day apart, without the structure', () => {
    const { sequence } = templatize(branching, { ...all, sequence: false });
    expect(ids(sequence)).toEqual(['one', 'gap_1', 'short', 'gap_2', 'long_a', 'gap_3', 'long_b']);
    expect([problems(sequence), figuresOf(sequence).durationDays]).toEqual([[], 3]);
    const clash = templatize(aSequence(anEmail('gap_1', 'b'), anEmail('b', null)), { ...all, sequence: false });
    expect(new Set(ids(clash.sequence)).size).toBe(3);
  });

  it('holds settings alone without structure and mails', () => {
    expect(templatize(branching, { ...all, sequence: false, emails: false }).sequence.steps).toEqual([]);
  });

  it('has no faults of structure but empty actions, whichever choices are made', () => {
    const choices = fc.record({
      sequence: fc.boolean(),
      emails: fc.boolean(),
      conditions: fc.boolean(),
      content: fc.boolean(),
    });
    const campaigns = fc.constantFrom(...prebuiltCampaigns.map(({ sequence }) => sequence), branching);
    fc.assert(
      fc.property(campaigns, choices, (sequence, include) => {
        const made = templatize(sequence, Include.parse(include)).sequence;
        const found = problems(made, true).filter(({ code }) => code !== 'missing_action');
        expect(found).toEqual(made.steps.length === 0 ? [expect.objectContaining({ code: 'empty_sequence' })] : []);
      }),
    );
  });
});

describe('the figures of a sequence', () => {
  const on = (step: Step): Sequence => aSequence(step, anEmail('mail', null));

  it.each([
    [aWait('w', 'mail', 36, 'hours'), 1.5],
    [aWait('w', 'mail', 2, 'weeks'), 14],
    [{ id: 'w', kind: 'wait', until: { localTime: '09:00' }, next: 'mail' } as const, 0],
    [
      {
        id: 'w',
        kind: 'wait_for_event',
        event: 'a',
        timeout: { value: 3, unit: 'days' },
        onEvent: null,
        onTimeout: 'mail',
      } as const,
      3,
    ],
    [
      {
        id: 'w',
        kind: 'wait_for_event',
        event: 'a',
        timeout: { value: 3, unit: 'days' },
        onEvent: 'mail',
        onTimeout: 'mail',
      } as const,
      0,
    ],
    [
      {
        id: 'w',
        kind: 'condition',
        arms: [{ when: clicked, wait: { value: 1, unit: 'days' }, next: 'mail' }],
        else: null,
      } as const,
      1,
    ],
  ])('count the days until a mail behind %o as %d', (step, day) => {
    expect(figuresOf(on(step as Step)).outline).toEqual([
      { stepId: 'mail', name: 'mail', subject: 'Subject of mail', day },
    ]);
  });

  it('walk loops once, and leave out mails that nobody gets', () => {
    const loop = aSequence(anEmail('a', 'w'), aWait('w', 'a'), anEmail('lost', null));
    expect(figuresOf(loop)).toMatchObject({ emails: 2, durationDays: 2, outline: [{ stepId: 'a', day: 0 }] });
  });
});
