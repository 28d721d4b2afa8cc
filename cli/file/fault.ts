/** Where something lies in the data of a file: keys and indexes from the top. */
export type Path = readonly (string | number)[];

/** Something about a file, at a place that counts lines and columns from 1. */
export interface FileFault {
  readonly line: number;
  readonly column: number;
  /** `steps.2.next`; empty for the file as a whole. */
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

/** A fault before its place in the text is known. `key`: the name itself is wrong, not its value. `offset`: inside a text. */
export interface Finding {
  readonly path: Path;
  readonly code: string;
  readonly message: string;
  readonly key?: string | undefined;
  readonly within?: { readonly line: number; readonly column: number } | undefined;
}

export const finding = (path: Path, code: string, message: string): Finding => ({ path, code, message });

/** Native data that was made from something else in the file. */
export interface Origin {
  readonly native: Path;
  readonly source: Path;
}

/** The path of a dotted text: `steps.2.next`. */
export const pathOf = (text: string): Path =>
  text === '' ? [] : text.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const faultText = (name: string, { line, column, path, message }: FileFault): string =>
  `${name}:${line}:${column}: ${path ? `${path}: ` : ''}${message}`;
