/** Why a file cannot be imported at all; `line` counts from 1 and is null where none is meant. */
export interface FileProblem {
  readonly code: string;
  readonly line: number | null;
  readonly message: string;
}

export const fileProblem = (code: string, message: string, line: number | null = null): FileProblem => ({
  code,
  line,
  message,
});

/** A value as it may appear in a message: one line, 40 characters. */
export function shorten(value: string): string {
  const line = value.slice(0, 60).replace(/\p{C}+/gu, ' ');
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}
