import { nearest } from '../../../src/domain/content/nearest.ts';
import { type Finding, finding, type Path } from '../fault.ts';

export const verbs = ['send_email', 'goto', 'exit_sequence', 'end', 'add_tag', 'remove_tag', 'start_campaign'] as const;
export type Verb = (typeof verbs)[number];

/** One thing that follows a step: `send_email("engaged_path")`. */
export interface Outcome {
  readonly verb: Verb;
  /** Empty for `end()`. */
  readonly name: string;
  readonly path: Path;
}

const call = /^\s*([A-Za-z_]+)\s*\(\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9_.-]*))\s*\)\s*$/;
const isVerb = (word: string): word is Verb => verbs.some((verb) => verb === word);

/** After these nothing else can follow. */
const last: ReadonlySet<Verb> = new Set(['send_email', 'goto', 'exit_sequence', 'end']);
export const isLast = ({ verb }: Outcome): boolean => last.has(verb);

const wrong = (path: Path, message: string): Finding => finding(path, 'unknown_outcome', message);

function readOne(text: string, path: Path): Outcome | Finding {
  const [, word = '', double, single, bare] = call.exec(text) ?? [];
  if (word === '') return wrong(path, `"${text}" says nothing to do. Write for example send_email("welcome").`);
  if (!isVerb(word)) {
    const near = nearest(word, verbs);
    return wrong(path, `"${word}" is unknown. ${near ? `Did you mean ${near}?` : `Use one of ${verbs.join(', ')}.`}`);
  }
  const name = (double ?? single ?? bare ?? '').trim();
  if (name === '' && word !== 'end') return wrong(path, `${word} needs a name: ${word}("…").`);
  return { verb: word, name, path };
}

export interface Outcomes {
  readonly outcomes: readonly Outcome[];
  readonly faults: readonly Finding[];
}

/** What follows, in order: a text or a list of them. */
export function readOutcomes(written: string | readonly string[] | undefined, path: Path): Outcomes {
  const texts =
    typeof written === 'string'
      ? [{ text: written, path }]
      : (written ?? []).map((text, i) => ({ text, path: [...path, i] }));
  const read = texts.map(({ text, path: at }) => readOne(text, at));
  const outcomes = read.filter((one): one is Outcome => 'verb' in one);
  const early = outcomes.slice(0, -1).filter(isLast);
  return {
    outcomes,
    faults: [
      ...read.filter((one): one is Finding => 'code' in one),
      ...early.map(({ verb, path: at }) => wrong(at, `Nothing can follow ${verb}: put it last.`)),
    ],
  };
}
