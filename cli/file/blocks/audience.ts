import * as z from 'zod';
import type { Rule } from '../../../src/contracts/rule.ts';
import { type Finding, finding } from '../fault.ts';
import { readRule } from '../shorthand.ts';
import { joinedRules, type Translated, translated } from './block.ts';

const Criterion = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

const enrollmentRules = {
  new_contacts: z.enum(['auto_enroll', 'ignore'], { error: 'Give auto_enroll or ignore.' }),
  exited_contacts: z.enum(['remove_from_sequence', 'keep'], { error: 'Give remove_from_sequence or keep.' }),
};
const EnrollmentRule = z.strictObject(enrollmentRules).partial();

/** The specification's dynamic audience selection. */
export const CampaignAudience = z
  .strictObject({
    type: z.enum(['dynamic_segment', 'static_list'], { error: 'Give dynamic_segment or static_list.' }),
    segment_id: z
      .string()
      .min(1)
      .max(255)
      .optional()
      .meta({ description: 'A segment by its name or id; may be left out where criteria are given.' }),
    criteria: z
      .union([z.array(Criterion), Criterion])
      .optional()
      .meta({ description: 'Field and comparison, for example lead_score: "> 30".' }),
    refresh: z.enum(['daily', 'hourly', 'never'], { error: 'Give daily, hourly or never.' }).optional(),
    enrollment_rules: z.union([z.array(EnrollmentRule), EnrollmentRule]).optional(),
  })
  .meta({ description: 'Whom the campaign is for.' });

const comparisons = /^\s*(>=|<=|==|!=|>|<|=)\s*(.+)$/;
const durations = /^\d+\s*(minute|hour|day|week)s?$/;

const literal = (text: string): string => (/^-?\d+(\.\d+)?$|^(true|false)$/.test(text) ? text : JSON.stringify(text));

/** A criterion as the text of a rule: `lead_score: "> 30"`, `last_activity: "< 30 days"` (less than 30 days ago). */
function ruleTextOf(field: string, value: string | number | boolean): string {
  const name = `contact.${field === 'last_activity' ? 'last_activity_at' : field}`;
  if (typeof value !== 'string') return `${name} == ${value}`;
  const [, operator, operand = ''] = comparisons.exec(value) ?? [];
  if (operator === undefined) return `${name} == ${literal(value)}`;
  if (!durations.test(operand)) return `${name} ${operator} ${literal(operand)}`;
  const recent = `${name} within last ${operand}`;
  return operator.startsWith('<') ? recent : `not ${recent}`;
}

interface Criteria {
  readonly rules: readonly Rule[];
  readonly faults: readonly Finding[];
}

function readCriteria(criteria: z.infer<typeof CampaignAudience>['criteria']): Criteria {
  const listed = Array.isArray(criteria);
  const rules: Rule[] = [];
  const faults: Finding[] = [];
  for (const [i, criterion] of [criteria ?? []].flat().entries())
    for (const [field, value] of Object.entries(criterion)) {
      const path = ['campaign_audience', 'criteria', ...(listed ? [i] : []), field];
      const read = readRule(ruleTextOf(field, value), path);
      if ('value' in read) rules.push(read.value);
      else faults.push(...read.findings.map(({ code, message }) => finding(path, code, message)));
    }
  return { rules, faults };
}

type Audience = z.infer<typeof CampaignAudience>;

const at = ['campaign_audience'];
const notRefreshed = finding(
  [...at, 'refresh'],
  'noted',
  'Without criteria the segment says itself when it is evaluated: `refresh` changes nothing.',
);
const notHourly = finding([...at, 'refresh'], 'noted', 'Segments are refreshed every night, not every hour.');
const noAudience = finding(at, 'no_audience', 'Give segment_id, or criteria, or both: nobody is meant otherwise.');

/** A dynamic segment is what its criteria say; of a list they choose among the members. */
function chosen({ type, segment_id: segment }: Audience, wanted: readonly Rule[]) {
  const rules = type === 'static_list' && segment !== undefined ? [{ segment }, ...wanted] : wanted;
  const [only] = rules;
  return {
    ...(type === 'dynamic_segment' && segment !== undefined ? { segment } : {}),
    rule: rules.length === 1 && only ? only : { all: [...rules] },
  };
}

function settingsOf(audience: Audience, wanted: readonly Rule[]): Record<string, unknown> {
  const { segment_id: segment, refresh } = audience;
  if (wanted.length === 0) return segment === undefined ? {} : { segment };
  const { rule, ...named } = chosen(audience, wanted);
  return { ...named, audience: { rule, refresh: refresh === 'never' ? 'manual' : 'daily' } };
}

function notesOf({ refresh, criteria }: Audience): readonly Finding[] {
  if (refresh !== undefined && criteria === undefined) return [notRefreshed];
  return refresh === 'hourly' ? [notHourly] : [];
}

/** Criteria become the rule of a dynamic segment, which `apply` keeps as they say. */
export function translateAudience(audience: Audience): Translated {
  const { rules, faults } = readCriteria(audience.criteria);
  const enrollment = joinedRules(audience.enrollment_rules);
  const enrollmentRulesOf = {
    ...(enrollment.new_contacts ? { newContacts: enrollment.new_contacts } : {}),
    ...(enrollment.exited_contacts ? { exitedContacts: enrollment.exited_contacts } : {}),
  };
  const isEmpty = audience.segment_id === undefined && rules.length === 0 && faults.length === 0;
  return translated(
    {
      ...settingsOf(audience, rules),
      ...(Object.keys(enrollmentRulesOf).length > 0 ? { enrollmentRules: enrollmentRulesOf } : {}),
    },
    {
      origins: [
        { native: ['segment'], source: [...at, 'segment_id'] },
        { native: ['audience'], source: [...at, 'criteria'] },
        { native: ['enrollmentRules'], source: [...at, 'enrollment_rules'] },
      ],
      notes: notesOf(audience),
      faults: isEmpty ? [noAudience, ...faults] : faults,
    },
  );
}
