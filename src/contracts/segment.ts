import * as z from 'zod';
import { Contact } from './contact.ts';
import { Name, StoredInstant } from './primitives.ts';
import { Rule } from './rule.ts';

export const refreshPolicies = ['daily', 'manual'] as const;
export const refreshStates = ['never', 'running', 'done', 'failed'] as const;

const RefreshPolicy = z.enum(refreshPolicies, { error: 'Give daily or manual.' }).meta({
  description: 'When contacts join and leave a dynamic segment: every night at 01:00 UTC, or only when you ask for it.',
});

/** A refresh that runs or has run: what it judges by stays the same from its first contact to its last. */
export const Refreshing = z.object({
  id: z.string(),
  rule: Rule,
  ruleRev: z.number().int(),
  startedAt: StoredInstant,
});
export type Refreshing = z.infer<typeof Refreshing>;

export const Segment = z.object({
  id: z.string(),
  name: z.string(),
  type: z.enum(['static', 'dynamic']),
  memberCount: z.number().int(),
  shards: z.number().int(),
  /** Segments named in it are named by their ids. Null for a static segment. */
  rule: Rule.nullable().default(null),
  /** Grows with every change of the rule. */
  ruleRev: z.number().int().default(0),
  refresh: z.enum(refreshPolicies).nullable().default(null),
  refreshState: z.enum(refreshStates).default('never'),
  refreshing: Refreshing.nullable().default(null),
  /** When the last complete refresh began, and the rule it went by. */
  refreshedAt: StoredInstant.nullable().default(null),
  refreshedRuleRev: z.number().int().nullable().default(null),
  /** Grows with every refresh that begins, and with the deletion: whoever began before is shut out. */
  refreshRev: z.number().int().default(0),
  /** A dynamic segment whose members are still being taken out. */
  deletedAt: StoredInstant.nullable().default(null),
  createdAt: StoredInstant,
  updatedAt: StoredInstant,
});
export type Segment = z.infer<typeof Segment>;

export const RefreshProgress = z
  .object({
    seen: z.number().int().meta({ description: 'Contacts judged so far.' }),
    matched: z.number().int(),
    joined: z.number().int(),
    left: z.number().int(),
  })
  .meta({ id: 'RefreshProgress' });
export type RefreshProgress = z.infer<typeof RefreshProgress>;

export const SegmentView = Segment.pick({ id: true, name: true, type: true, createdAt: true, updatedAt: true })
  .extend({
    memberCount: z.number().int().meta({ description: 'Of a dynamic segment: as of its last refresh.' }),
    rule: Rule.nullable(),
    ruleText: z.string().nullable().meta({ description: 'The same rule as text (docs/rules.md).' }),
    refresh: RefreshPolicy.nullable(),
    refreshState: z.enum(refreshStates).nullable().meta({ description: 'null for a static segment.' }),
    refreshedAt: StoredInstant.nullable().meta({
      description: 'When the last complete refresh began: the members are those of that time.',
    }),
    stale: z.boolean().meta({ description: 'The rule has changed, or is new, and no refresh has gone by it yet.' }),
    progress: RefreshProgress.nullable().meta({
      description: 'Of the refresh that runs or ran last.',
    }),
  })
  .meta({ id: 'SegmentView' });
export type SegmentView = z.infer<typeof SegmentView>;

/** A segment in a list: the progress of its refresh is read segment by segment. */
export const SegmentSummary = SegmentView.omit({ progress: true }).meta({ id: 'SegmentSummary' });
export type SegmentSummary = z.infer<typeof SegmentSummary>;

const ruleText = z
  .string()
  .max(20_000)
  .meta({ description: 'The rule as text, instead of `rule`.', example: 'contact.company_size > 100' });

const oneRule = { error: 'Give the rule as `rule` or as `ruleText`: one of the two.', path: ['ruleText'] };

export const NewSegment = z
  .strictObject({
    name: Name,
    type: z.enum(['static', 'dynamic']).default('static'),
    rule: Rule.optional(),
    ruleText: ruleText.optional(),
    refresh: RefreshPolicy.optional(),
  })
  .refine(
    ({ type, rule, ruleText: text }) => type === 'static' || (rule === undefined) !== (text === undefined),
    oneRule,
  )
  .refine(({ type, rule, ruleText: text }) => type === 'dynamic' || (rule === undefined && text === undefined), {
    error: 'A static segment has no rule: set type to "dynamic".',
    path: ['type'],
  })
  .refine(({ type, refresh }) => type === 'dynamic' || refresh === undefined, {
    error: 'A static segment is not refreshed: set type to "dynamic".',
    path: ['refresh'],
  })
  .meta({
    id: 'NewSegment',
    description: 'A static list, or a dynamic segment with its rule; refreshed daily unless told otherwise.',
  });
export type NewSegment = z.infer<typeof NewSegment>;

export const SegmentPatch = z
  .strictObject({ name: Name, rule: Rule, ruleText, refresh: RefreshPolicy })
  .partial()
  .refine(({ rule, ruleText: text }) => rule === undefined || text === undefined, oneRule)
  .meta({ id: 'SegmentPatch', description: 'A new rule is gone by from the refresh on that this change starts.' });
export type SegmentPatch = z.infer<typeof SegmentPatch>;

export const RuleToPreview = z
  .strictObject({ rule: Rule.optional(), ruleText: ruleText.optional() })
  .refine(({ rule, ruleText: text }) => (rule === undefined) !== (text === undefined), oneRule)
  .meta({ id: 'RuleToPreview' });
export type RuleToPreview = z.infer<typeof RuleToPreview>;

export const SegmentCount = z
  .object({
    count: z.number().int().meta({ description: 'Contacts who match now; an estimate unless `exact`.' }),
    exact: z.boolean(),
    interval: z
      .object({ low: z.number().int(), high: z.number().int() })
      .nullable()
      .meta({ description: 'Where the count lies with 95 % confidence; null when it is exact.' }),
    examined: z.number().int().meta({ description: 'Contacts that were judged.' }),
    contacts: z.number().int().meta({ description: 'Contacts there are.' }),
    allCounted: z.boolean().meta({
      description:
        'false: there are more contacts than could be counted in time, and all figures are of those counted.',
    }),
    sample: z.array(
      z.object({
        contact: Contact,
        because: z.string().meta({ description: 'The facts that made it match.' }),
      }),
    ),
  })
  .meta({ id: 'SegmentCount' });
export type SegmentCount = z.infer<typeof SegmentCount>;

export const Members = z
  .strictObject({ contactIds: z.array(z.string().max(80)).min(1).max(1000) })
  .meta({ id: 'Members' });
