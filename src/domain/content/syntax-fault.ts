import { parse } from 'handlebars/dist/cjs/handlebars/compiler/base.js';
import { errorAt, placeOf, type TemplateProblem } from './content-problem.ts';
import { sourceLimits } from './limits.ts';
import type { Tag } from './tags.ts';

const unbalanced = (open: string, close: string) => (tag: string) => tag.split(open).length !== tag.split(close).length;
const matches = (shape: RegExp) => (tag: string) => shape.test(tag);

/** What is usually meant when the parser refuses a tag; the first that fits is told. */
const hints: readonly (readonly [(tag: string) => boolean, string])[] = [
  [matches(/^\{\{\{?~?[#/]?\s*~?\}/), 'is empty. Write a field, for example {{firstName}}, or remove it.'],
  [matches(/[“”„‟‘’‚«»]/), 'has typographic quotation marks. Write straight ones: "…".'],
  [
    matches(/&(#\d+|#x[\da-f]+|[a-z]+);/i),
    'holds an HTML entity such as &nbsp; or &quot;. Type the tag again as plain text.',
  ],
  [matches(/<\/?[a-z]/i), 'holds HTML. Put formatting around the braces, not inside.'],
  [
    matches(/==|!=|<=|>=|&&|\|\||[<>]|[^{]!/),
    'has an operator. Write comparisons with helpers: {{#if (gt leadScore 50)}}, also eq, lt, and, or, not.',
  ],
  [matches(/\|/), 'has a filter sign (|). Write the helper first: {{upper firstName}}.'],
  [unbalanced('(', ')'), 'has parentheses that do not match.'],
  [matches(/^\{\{\{[^}]*\}\}$|^\{\{[^{][^}]*\}\}\}$/), 'does not close with as many braces as it opens with.'],
  [matches(/\.\.\w|\w\.\.|\/\.\./), 'has a path that goes up in the middle. `../` stands at the beginning only.'],
  [matches(/\s(this|\.)\s*\S*\./), 'has a path that cannot be read. Separate names with single dots.'],
];

const describe = (tag: string): string =>
  hints.find(([fits]) => fits(tag))?.[1] ?? 'cannot be read. Write {{field}} or {{helper field "text"}}.';

const excerpt = (tag: string): string => (tag.length > 60 ? `${tag.slice(0, 57)}…` : tag).replace(/\s+/g, ' ');

const wrapped: Readonly<Partial<Record<Tag['kind'], (text: string, name: string) => string>>> = {
  open: (text, name) => `${text}{{/${name}}}`,
  inverse: (text, name) => `${text}{{/${name}}}`,
  chain: (text) => `{{#if x}}${text}{{/if}}`,
  output: (text) => text,
};

const parses = (source: string): boolean => {
  try {
    parse(source);
    return true;
  } catch {
    return false;
  }
};

function faultOf(source: string, tag: Tag): TemplateProblem | undefined {
  const text = source.slice(tag.start, tag.end);
  const alone = wrapped[tag.kind]?.(text, tag.name);
  if (alone === undefined || parses(alone)) return undefined;
  return errorAt(placeOf(source, tag.start), 'syntax', `${excerpt(text)} ${describe(text)}`);
}

/** Plain words for a source that the parser refuses: every tag is tried alone, so that all bad ones are named at once. */
export function syntaxFaults(source: string, tags: readonly Tag[], cause: unknown): readonly TemplateProblem[] {
  const found: TemplateProblem[] = [];
  for (const tag of tags) {
    const fault = found.length < sourceLimits.problems ? faultOf(source, tag) : undefined;
    if (fault) found.push(fault);
  }
  if (found.length > 0) return found;
  const line = Number(/line (\d+)/.exec(cause instanceof Error ? cause.message : '')?.[1] ?? 1);
  return [
    errorAt(
      { line, column: 1 },
      'syntax',
      'The template cannot be read here. Check that every block is opened, closed and spelled the same way.',
    ),
  ];
}
