import { styleText } from 'node:util';

/** Where a command writes, and how. Data goes to `out`, everything said about it to `err`. */
export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly color: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export type Tone = 'red' | 'green' | 'yellow' | 'bold' | 'dim';

export type Paint = (tone: Tone, text: string) => string;

export const painter =
  (color: boolean): Paint =>
  (tone, text) =>
    color ? styleText(tone, text, { validateStream: false }) : text;

/** What every command exits with. */
export const exitCodes = {
  ok: 0,
  /** Faults in a file, or changes pending with `plan --check`. */
  faults: 1,
  usage: 2,
  refused: 3,
  notReachable: 4,
  /** Contacts on their way need a decision before the new steps can be published. */
  undecided: 5,
} as const;

/** The command was called in a way that cannot work. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A file is wrong; every fault has been told. */
export class FileFaults extends Error {
  override readonly name = 'FileFaults';
}
