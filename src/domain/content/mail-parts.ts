import { fail, ok, type Result } from '../result.ts';
import { type ContentField, type ContentProblem, contentFields } from './content-problem.ts';
import { parseTemplate } from './parse-template.ts';
import type { Template } from './template.ts';

/** The sources of one mail; an absent text part is derived from the HTML. */
export interface MailSources {
  readonly subject?: string | undefined;
  readonly previewText?: string | undefined;
  readonly html?: string | undefined;
  readonly text?: string | undefined;
}

/** The same, parsed: what renders. */
export interface MailParts {
  readonly subject: Template;
  readonly previewText: Template;
  readonly html: Template;
  readonly text: Template | undefined;
}

interface Read {
  readonly parts: Partial<Record<ContentField, Template>>;
  readonly problems: readonly ContentProblem[];
}

/** Each field on its own: the good ones parsed, the faults of the others with their field. An empty text part counts as absent. */
export function readFields(sources: MailSources): Read {
  const parts: Partial<Record<ContentField, Template>> = {};
  const problems: ContentProblem[] = [];
  for (const field of contentFields) {
    const source = sources[field] ?? '';
    if (field === 'text' && source.trim() === '') continue;
    const parsed = parseTemplate(source);
    if (parsed.ok) parts[field] = parsed.value;
    else problems.push(...parsed.error.map((problem) => ({ ...problem, field })));
  }
  return { parts, problems };
}

const empty: Template = { nodes: [] };

/** Parses the sources of a mail; all faults of all fields at once. */
export function parseMailParts(sources: MailSources): Result<MailParts, readonly ContentProblem[]> {
  const { parts, problems } = readFields(sources);
  if (problems.length > 0) return fail(problems);
  return ok({
    subject: parts.subject ?? empty,
    previewText: parts.previewText ?? empty,
    html: parts.html ?? empty,
    text: parts.text,
  });
}
