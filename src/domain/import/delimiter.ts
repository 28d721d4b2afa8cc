import { fail, ok, type Result } from '../result.ts';
import { fieldOf } from './columns.ts';
import { type FileProblem, fileProblem, shorten } from './file-problem.ts';

const delimiters = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof delimiters)[number];

const names: Readonly<Record<Delimiter, string>> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'vertical bars',
};

/** Separators seen in files of other programs, which are not supported. */
const odd = [':', '^', '~', '#', '/', '\\', '*', '§', '¦', '\u0001', '\u001f'];

const headerLine = (text: string): string => /^[^\r\n]{0,65536}/.exec(text.replace(/^[\r\n]+/, ''))?.[0] ?? '';

/** Cells of a header line; separators in quotation marks do not count. */
function cells(line: string, delimiter: string): readonly string[] {
  const found = [''];
  let quoted = false;
  for (const char of line) {
    if (char === '"') quoted = !quoted;
    else if (char === delimiter && !quoted) found.push('');
    else found[found.length - 1] += char;
  }
  return found;
}

interface Candidate {
  readonly delimiter: string;
  readonly columns: number;
  readonly hasEmail: boolean;
}

const candidate =
  (line: string) =>
  (delimiter: string): Candidate => {
    const found = cells(line, delimiter);
    return { delimiter, columns: found.length, hasEmail: found.some((cell) => fieldOf(cell) === 'email') };
  };

const best = (candidates: readonly Candidate[]): Candidate | undefined =>
  candidates.toSorted((a, b) => Number(b.hasEmail) - Number(a.hasEmail) || b.columns - a.columns)[0];

const isDelimiter = (text: string): text is Delimiter => delimiters.some((known) => known === text);

function oddProblem(line: string): FileProblem | undefined {
  const seen = best(odd.map(candidate(line)));
  if (!seen?.hasEmail || seen.columns < 2) return undefined;
  const sign = seen.delimiter < ' ' ? 'a control character' : `"${seen.delimiter}"`;
  return fileProblem(
    'odd_delimiter',
    `The columns are separated by ${sign}. Save the file with commas, semicolons, tabs or vertical bars.`,
    1,
  );
}

/** The separator of a file, judged by its header line; a separator that was asked for must fit. */
export function detectDelimiter(text: string, asked?: Delimiter): Result<Delimiter, FileProblem> {
  const line = headerLine(text);
  const seen = best(delimiters.map(candidate(line)));
  if (asked !== undefined) {
    const fits = candidate(line)(asked);
    if (fits.hasEmail || !seen?.hasEmail || !isDelimiter(seen.delimiter)) return ok(asked);
    return fail(
      fileProblem(
        'wrong_delimiter',
        `The file was to be read with ${names[asked]}, but its header "${shorten(line)}" is separated by ${names[seen.delimiter]}. Choose those.`,
        1,
      ),
    );
  }
  const problem = seen?.hasEmail ? undefined : oddProblem(line);
  if (problem) return fail(problem);
  return ok(seen && isDelimiter(seen.delimiter) ? seen.delimiter : ',');
}
