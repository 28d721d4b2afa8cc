import * as z from 'zod';
import { Fault } from './problem.ts';
import { Rule } from './rule.ts';

/** A rule in one of its two forms. */
export const RuleToConvert = z
  .union([
    z.strictObject({
      text: z.string().meta({ example: 'contact.company_size > 100 and opened(previous) within 2 days' }),
    }),
    z.strictObject({ rule: Rule }),
  ])
  .meta({ id: 'RuleToConvert', description: 'A rule, as text (docs/rules.md) or as JSON.' });
export type RuleToConvert = z.infer<typeof RuleToConvert>;

export const RuleConversion = z
  .object({
    rule: Rule,
    text: z.string().meta({ description: 'In its canonical spelling.' }),
    sentence: z.string().meta({ description: 'In plain English.' }),
    problems: z.array(Fault).meta({
      description: 'Everything that keeps the rule from making sense; steps are not known here and not checked.',
    }),
  })
  .meta({ id: 'RuleConversion', description: 'A rule in all its forms.' });
export type RuleConversion = z.infer<typeof RuleConversion>;
