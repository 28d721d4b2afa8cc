import * as z from 'zod';

type Issue = z.core.$ZodRawIssue;

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
  nan: 'not a number',
};
const kindNamed = (name: string): string => kinds[name] ?? name;

function kindOf(input: unknown): string {
  if (input === null) return 'null';
  return kindNamed(Array.isArray(input) ? 'array' : Number.isNaN(input) ? 'nan' : typeof input);
}

const wrongType = ({ expected, input }: Issue & { readonly expected?: string }): string => {
  const wanted = kindNamed(expected ?? 'something else');
  return input === undefined ? `Add this field: ${wanted}.` : `Send ${wanted}; this is ${kindOf(input)}.`;
};

/** How much of what a limit speaks of. */
const counted = (origin: string, limit: number | bigint): string => {
  if (origin === 'string') return `${limit} ${limit === 1 ? 'character' : 'characters'}`;
  return origin === 'array' || origin === 'set' ? `${limit} ${limit === 1 ? 'entry' : 'entries'}` : `${limit}`;
};

/** Sentences for what schemas find where they have none of their own: what to send instead. Undefined leaves it to zod. */
const faultWords: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'invalid_type') return wrongType(issue);
  if (issue.code === 'invalid_value')
    return `Use ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.join(', ')}.`;
  if (issue.code === 'too_small') {
    if (issue.origin === 'string' && issue.minimum === 1) return 'Write something: this is empty.';
    return `Send ${issue.inclusive === false ? 'more than' : 'at least'} ${counted(issue.origin, issue.minimum)}.`;
  }
  if (issue.code === 'too_big')
    return `Send ${issue.inclusive === false ? 'less than' : 'at most'} ${counted(issue.origin, issue.maximum)}.`;
  return undefined;
};

/** From then on schemas speak in these sentences. */
export const useFaultWords = (): void => void z.config({ customError: faultWords });
