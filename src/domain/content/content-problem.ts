export const contentFields = ['subject', 'previewText', 'html', 'text'] as const;
export type ContentField = (typeof contentFields)[number];

/** A fault of a template with its place; `line` and `column` count from 1. */
export interface TemplateProblem {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/** The same within a mail. A fault of the whole field is at line 1, column 1. */
export interface ContentProblem extends TemplateProblem {
  readonly field: ContentField;
}

/** Why a mail could not be rendered for one contact. */
export interface RenderProblem {
  readonly code: string;
  readonly message: string;
  readonly field?: ContentField;
}

export interface Place {
  readonly line: number;
  readonly column: number;
}

export const errorAt = (place: Place, code: string, message: string): TemplateProblem => ({
  code,
  severity: 'error',
  message,
  line: place.line,
  column: place.column,
});

/** Line and column, from 1, of an offset into the source. */
export function placeOf(source: string, offset: number): Place {
  const before = source.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
