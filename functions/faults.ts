import type * as z from 'zod';
import type { Fault } from '../src/contracts/problem.ts';
import { nearest } from '../src/domain/content/nearest.ts';

type Issue = z.core.$ZodIssue;

/** Of a union's branches, the one that fits best: the one whose first complaint lies deepest, then the one with the fewest. */
function bestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  const depth = (issues: readonly Issue[]): number => Math.max(...issues.map((issue) => issue.path.length));
  return branches.toSorted((a, b) => depth(b) - depth(a) || a.length - b.length)[0] ?? [];
}

/** True where the value is of another shape altogether: another type or word, or none of the fields that the branch asks for. */
const isForeign = (issues: readonly Issue[]): boolean =>
  issues.some(({ code, path }) => (code === 'invalid_type' || code === 'invalid_value') && path.length === 0) ||
  (issues.some(({ code, path }) => code === 'unrecognized_keys' && path.length === 0) &&
    issues.some(({ code, path }) => path.length === 1 && (code === 'invalid_type' || code === 'invalid_union')));

function removal(key: string, known: readonly string[]): string {
  const meant = nearest(key, known);
  return `"${key.slice(0, 80)}"${meant ? ` (did you mean "${meant}"?)` : ''}`;
}

function sentenceOf(issue: Issue, known: readonly string[]): string {
  if (issue.code !== 'unrecognized_keys') return issue.message;
  const names = issue.path.length === 0 ? known : [];
  return `Remove ${issue.keys.map((key) => removal(key, names)).join(', ')}: there is no such field here.`;
}

/** True for a union that says itself what it takes. */
const hasWords = ({ message }: Issue): boolean => message !== 'Invalid input';

function flatten(issue: Issue, base: readonly PropertyKey[], known: readonly string[]): readonly Fault[] {
  const path = [...base, ...issue.path];
  if (issue.code === 'invalid_union' && issue.errors.length > 0 && !(hasWords(issue) && issue.errors.every(isForeign)))
    return bestBranch(issue.errors).flatMap((inner) => flatten(inner, path, []));
  return [{ path: path.map(String).join('.'), code: issue.code, message: sentenceOf(issue, known) }];
}

/** Every complaint of a schema as a fault with its full path; `known` are the names a misspelt one may have meant. */
export const faultsIn = (
  error: z.ZodError,
  root: 'body' | 'query' | 'params',
  known: readonly string[] = [],
): readonly Fault[] => error.issues.flatMap((issue) => flatten(issue, [root], known));
