import type * as z from 'zod';
import type { Fault } from '../src/contracts/problem.ts';

type Issue = z.core.$ZodIssue;

/** Of a union's branches, the one that fits best: the one whose first complaint lies deepest, then the one with the fewest. */
function bestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  const depth = (issues: readonly Issue[]): number => Math.max(...issues.map((issue) => issue.path.length));
  return branches.toSorted((a, b) => depth(b) - depth(a) || a.length - b.length)[0] ?? [];
}

const sentences: { readonly [C in Issue['code']]?: (issue: Issue) => string } = {
  unrecognized_keys: (issue) =>
    issue.code === 'unrecognized_keys'
      ? `Remove ${issue.keys.map((key) => `"${key}"`).join(', ')}: there is no such field here.`
      : '',
};

function flatten(issue: Issue, base: readonly PropertyKey[]): readonly Fault[] {
  const path = [...base, ...issue.path];
  if (issue.code === 'invalid_union' && issue.errors.length > 0)
    return bestBranch(issue.errors).flatMap((inner) => flatten(inner, path));
  return [
    { path: path.map(String).join('.'), code: issue.code, message: sentences[issue.code]?.(issue) ?? issue.message },
  ];
}

/** Every complaint of a schema as a fault with its full path. */
export const faultsIn = (error: z.ZodError, root: 'body' | 'query' | 'params'): readonly Fault[] =>
  error.issues.flatMap((issue) => flatten(issue, [root]));
