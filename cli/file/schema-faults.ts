import type * as z from 'zod';
import { useFaultWords } from '../../src/contracts/fault-words.ts';
import { nearest } from '../../src/domain/content/nearest.ts';
import { type Finding, finding, type Path } from './fault.ts';
import { keysAt } from './known-keys.ts';

useFaultWords();

type Issue = z.core.$ZodIssue;

const keys = (path: readonly PropertyKey[]): Path =>
  path.map((part) => (typeof part === 'symbol' ? String(part) : part));

/** Of the options of a union the one that fits best: with the fewest faults. */
function flat(issue: Issue, above: readonly PropertyKey[] = []): readonly Issue[] {
  const path = [...above, ...issue.path];
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [{ ...issue, path }];
  const options = issue.errors.map((inner) => inner.flatMap((one) => flat(one, path)));
  const [best] = options.toSorted((a, b) => a.length - b.length);
  const typesOnly = options.every((option) =>
    option.every((one) => one.code === 'invalid_type' && one.path.length === path.length),
  );
  return !best || typesOnly ? [{ ...issue, path }] : best;
}

function unknownKey(schema: z.ZodType, value: unknown, path: Path, key: string): Finding {
  const known = keysAt(schema, path, value);
  const near = nearest(key, known);
  const help = near ? `Did you mean "${near}"?` : known.length > 0 ? `Known here: ${known.join(', ')}.` : 'Remove it.';
  return { ...finding(path, 'unknown_key', `"${key}" is unknown. ${help}`), key };
}

/** What a schema finds wrong with data, one finding for each fault; a name that is unknown has the nearest one beside it. */
export function schemaFindings(schema: z.ZodType, error: z.ZodError, value: unknown): readonly Finding[] {
  return error.issues
    .flatMap((issue) => flat(issue))
    .flatMap((issue) => {
      const path = keys(issue.path);
      return issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => unknownKey(schema, value, path, key))
        : [finding(path, issue.code, issue.message)];
    });
}
