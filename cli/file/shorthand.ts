import type { Duration } from '../../src/contracts/primitives.ts';
import type { Rule } from '../../src/contracts/rule.ts';
import { parseRule } from '../../src/domain/rules/parse.ts';
import { type Finding, finding, isRecord, type Path } from './fault.ts';

/** Where a file may write a rule as text, and a duration as words; `*` is any index. */
const ruleAt = ['audience.rule', 'trigger.filter', 'exclusions.rule', 'steps.*.arms.*.when'] as const;
const durationAt = [
  'trigger.unless.within',
  'trigger.reentry.after',
  'steps.*.for',
  'steps.*.timeout',
  'steps.*.arms.*.wait',
  'steps.*.experiment.decideAfter',
  'steps.*.experiment.extend.by',
] as const;

const units: Readonly<Record<string, Duration['unit']>> = {
  minute: 'minutes',
  minutes: 'minutes',
  hour: 'hours',
  hours: 'hours',
  day: 'days',
  days: 'days',
  week: 'weeks',
  weeks: 'weeks',
};

/** `2 days` as a duration; undefined for anything else. */
export function parseDuration(text: string): Duration | undefined {
  const [, value, word] = /^\s*(\d{1,6})\s*([a-z]+)\s*$/i.exec(text) ?? [];
  const unit = units[word?.toLowerCase() ?? ''];
  return unit && Number(value) > 0 ? { value: Number(value), unit } : undefined;
}

type Read = (text: string, path: Path) => { readonly value: unknown } | { readonly findings: readonly Finding[] };

export const readDuration: Read = (text, path) => {
  const value = parseDuration(text);
  if (value) return { value };
  return { findings: [finding(path, 'duration', `"${text}" is no duration. Write for example 90 minutes or 2 days.`)] };
};

/** Reads the text of a rule; each fault knows its place in the text. */
export function readRule(
  text: string,
  path: Path,
): { readonly value: Rule } | { readonly findings: readonly Finding[] } {
  const rule = parseRule(text);
  if (rule.ok) return { value: rule.value };
  return {
    findings: rule.error.map(({ line, column, message }) => ({
      path,
      code: 'rule_syntax',
      message,
      within: { line, column },
    })),
  };
}

/** The values at a pattern replaced by what `read` makes of those that are texts. */
function replaceAt(value: unknown, pattern: readonly string[], path: Path, read: Read, found: Finding[]): unknown {
  const [head, ...rest] = pattern;
  if (head === undefined) {
    if (typeof value !== 'string') return value;
    const result = read(value, path);
    if ('value' in result) return result.value;
    found.push(...result.findings);
    return undefined;
  }
  if (head === '*')
    return Array.isArray(value) ? value.map((one, i) => replaceAt(one, rest, [...path, i], read, found)) : value;
  if (!isRecord(value) || value[head] === undefined) return value;
  return { ...value, [head]: replaceAt(value[head], rest, [...path, head], read, found) };
}

export interface Expanded {
  readonly value: unknown;
  readonly findings: readonly Finding[];
}

/** Data of a file with its rules and durations as the API has them. What is not understood is left out and told of. */
export function expandShorthands(value: unknown): Expanded {
  const findings: Finding[] = [];
  const withRules = ruleAt.reduce((all, at) => replaceAt(all, at.split('.'), [], readRule, findings), value);
  const expanded = durationAt.reduce((all, at) => replaceAt(all, at.split('.'), [], readDuration, findings), withRules);
  return { value: expanded, findings };
}
