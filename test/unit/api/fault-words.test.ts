import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { faultsIn } from '../../../functions/faults.ts';
import { parse } from '../../../functions/http/read-parts.ts';
import { Rule } from '../../../src/contracts/rule.ts';

const wordsFor = (schema: z.ZodType, value: unknown): readonly string[] => {
  const { error } = schema.safeParse(value);
  return error ? faultsIn(error, 'body').map(({ path, message }) => `${path}: ${message}`) : [];
};

describe('the words for a fault', () => {
  // The module that reads requests is the one that chooses the words.
  expect(parse).toBeTypeOf('function');
  const Thing = z.object({
    name: z.string().min(1).max(5),
    size: z.number().int().min(2).max(9),
    kind: z.enum(['a', 'b']),
    tags: z.array(z.string()).min(1).max(2),
  });

  it('say what to add where something is missing', () => {
    expect(wordsFor(Thing, {})).toEqual([
      'body.name: Add this field: a text.',
      'body.size: Add this field: a number.',
      'body.kind: Use one of a, b.',
      'body.tags: Add this field: a list.',
    ]);
  });

  it('say what to send instead', () => {
    expect(wordsFor(Thing, { name: '', size: 1.5, kind: 'c', tags: [] })).toEqual([
      'body.name: Write something: this is empty.',
      'body.size: Send a whole number; this is a number.',
      'body.kind: Use one of a, b.',
      'body.tags: Send at least 1 entry.',
    ]);
    expect(wordsFor(Thing, { name: 'longer', size: 10, kind: null, tags: 'x' })).toEqual([
      'body.name: Send at most 5 characters.',
      'body.size: Send at most 9.',
      'body.kind: Use one of a, b.',
      'body.tags: Send a list; this is a text.',
    ]);
  });

  it.each([
    ['a text', 'contact.company_size > 100', 'body'],
    ['no fact', { foo: 1 }, 'body'],
    ['no fact inside a list', { all: [{ percent: 5 }, { foo: 1 }] }, 'body.all.1'],
  ])('name the facts for a rule that is %s', (_, rule, path) => {
    expect(wordsFor(Rule, rule)).toEqual([
      `${path}: Write one of engagement, contact, segment, percent, event, trigger, all, any, not. POST /api/rules/convert makes a rule of text.`,
    ]);
  });

  it('are those of a choice itself when the value is none of it', () => {
    const Choice = z.object({
      update: z.union([z.boolean(), z.literal('fill_empty')], { error: 'Give true, false or fill_empty.' }),
    });
    expect(wordsFor(Choice, { update: 'maybe' })).toEqual(['body.update: Give true, false or fill_empty.']);
  });

  it('speak of the fact that was meant', () => {
    expect(wordsFor(Rule, { engagement: { email: 'previous', event: 'opend' } })).toEqual([
      'body.engagement.event: Use one of delivered, opened, clicked, replied, bounced.',
    ]);
  });
});
