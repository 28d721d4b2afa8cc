import { fail, ok, type Result } from '../result.ts';
import type { ContentField, RenderProblem } from './content-problem.ts';
import { cleanHeader } from './header-clean.ts';
import type { MailParts } from './mail-parts.ts';
import { insertPreviewText } from './preview-text.ts';
import { type Rendered, renderSafe } from './render.ts';
import { safeData } from './safe-data.ts';
import type { Template } from './template.ts';
import { textOf } from './text-part.ts';
import { badUrls } from './url-check.ts';
import type { JsonObject } from './value.ts';

export { checkContent } from './check-content.ts';

export interface RenderedMail {
  readonly subject: string;
  readonly previewText: string;
  /** With the preview text in it. */
  readonly html: string;
  readonly text: string;
  /** Paths that should have printed something and had nothing, over all fields. */
  readonly missing: string[];
}

const escapes = { subject: 'none', previewText: 'none', html: 'html', text: 'none' } as const;

const nothing: Rendered = { text: '', missing: [] };

function renderField(field: ContentField, template: Template, data: JsonObject, problems: RenderProblem[]): Rendered {
  const rendered = renderSafe(template, data, { escape: escapes[field] });
  if (rendered.ok) return rendered.value;
  problems.push({ ...rendered.error, field });
  return nothing;
}

const urlProblems = (html: string): readonly RenderProblem[] =>
  badUrls(html).map(({ where, url, why }) => ({
    code: 'unsafe_url',
    field: 'html',
    message: `The ${where}, "${url}", ${why}.`,
  }));

const emptyProblems = (subject: string, html: string): readonly RenderProblem[] => [
  ...(subject === ''
    ? [
        {
          code: 'empty_subject',
          field: 'subject' as const,
          message: 'The subject is empty for this contact. Give it a fixed part or a {{default …}}.',
        },
      ]
    : []),
  ...(html.trim() === ''
    ? [{ code: 'empty_html', field: 'html' as const, message: 'The HTML part is empty for this contact.' }]
    : []),
];

/**
 * One mail for one contact. `data` holds the contact's fields and the system's: `unsubscribeUrl`, `postalAddress`, `viewInBrowserUrl`.
 * Subject and preview text come out header-cleaned, HTML escaped and with only safe addresses, the text part derived when there is none.
 */
export function renderMail(parts: MailParts, data: object): Result<RenderedMail, readonly RenderProblem[]> {
  const safe = safeData(data);
  if (!safe.ok) return fail([safe.error]);
  const problems: RenderProblem[] = [];
  const part = (field: ContentField, template: Template): Rendered =>
    renderField(field, template, safe.value, problems);
  const [subject, preview, html] = [
    part('subject', parts.subject),
    part('previewText', parts.previewText),
    part('html', parts.html),
  ];
  const text = parts.text ? part('text', parts.text) : undefined;
  if (problems.length > 0) return fail(problems);
  const line = cleanHeader(subject.text);
  const faults = [...emptyProblems(line, html.text), ...urlProblems(html.text)];
  if (faults.length > 0) return fail(faults);
  return ok({
    subject: line,
    previewText: cleanHeader(preview.text),
    html: insertPreviewText(html.text, preview.text),
    text: text?.text ?? textOf(html.text),
    missing: [...new Set([subject, preview, html, ...(text ? [text] : [])].flatMap((rendered) => rendered.missing))],
  });
}
