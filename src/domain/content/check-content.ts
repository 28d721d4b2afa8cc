import { type ContentField, type ContentProblem, placeOf } from './content-problem.ts';
import { clippedAbove } from './limits.ts';
import { type MailSources, readFields } from './mail-parts.ts';
import { tagsOf } from './tags.ts';
import type { Template } from './template.ts';
import { badUrls, unknownText } from './url-check.ts';
import { printsAlways } from './variables.ts';

const ofField = (
  field: ContentField,
  code: string,
  message: string,
  severity: ContentProblem['severity'] = 'error',
): ContentProblem => ({
  field,
  code,
  severity,
  message,
  line: 1,
  column: 1,
});

function emptyProblems({ subject = '', html = '' }: MailSources): readonly ContentProblem[] {
  return [
    ...(subject.trim() === '' ? [ofField('subject', 'empty_content', 'The mail has no subject. Write one.')] : []),
    ...(html.trim() === '' ? [ofField('html', 'empty_content', 'The mail has no content. Write its HTML.')] : []),
  ];
}

/** What the law asks of every campaign mail, in each part that a reader may see alone. */
function legalProblems(field: 'html' | 'text', template: Template | undefined): readonly ContentProblem[] {
  if (!template || template.nodes.length === 0) return [];
  const link = field === 'html' ? '<a href="{{unsubscribeUrl}}">Unsubscribe</a>' : 'Unsubscribe: {{unsubscribeUrl}}';
  const absent = (variable: string): boolean => !printsAlways(template, variable);
  return [
    ...(absent('unsubscribeUrl')
      ? [
          ofField(
            field,
            'missing_unsubscribe_link',
            `The ${field} part has no unsubscribe link for everybody. Add ${link} outside of conditions.`,
          ),
        ]
      : []),
    ...(absent('postalAddress')
      ? [
          ofField(
            field,
            'missing_postal_address',
            `The ${field} part does not show your postal address to everybody. Add {{postalAddress}} outside of conditions.`,
          ),
        ]
      : []),
  ];
}

/** The source with one stand-in per tag, so that quotation marks within tags do not end attributes; offsets stay. */
export function withoutTags(source: string): string {
  let out = '';
  let from = 0;
  for (const { start, end = source.length } of tagsOf(source)) {
    out += source.slice(from, start) + unknownText.padEnd(end - start, unknownText);
    from = end;
  }
  return out + source.slice(from);
}

const urlProblems = (html: string): readonly ContentProblem[] =>
  badUrls(withoutTags(html)).map(({ where, url, why, at }) => ({
    ...ofField(
      'html',
      'unsafe_url',
      `The ${where}, "${url.replaceAll(unknownText, '')}", ${why}. Write a full address such as https://example.com/.`,
    ),
    ...placeOf(html, at),
  }));

const sizeProblems = (html: string): readonly ContentProblem[] => {
  const bytes = new TextEncoder().encode(html).length;
  if (bytes <= clippedAbove) return [];
  return [
    ofField(
      'html',
      'clipped',
      `The HTML is ${Math.ceil(bytes / 1024)} KB. Gmail cuts mails off above ${clippedAbove / 1024} KB and hides the unsubscribe link with the rest.`,
      'warning',
    ),
  ];
};

/** Every fault of a mail before it is saved or published, over all fields; `error` stands in the way of a launch, `warning` does not. */
export function checkContent(sources: MailSources): ContentProblem[] {
  const { parts, problems } = readFields(sources);
  const html = parts.html ? (sources.html ?? '') : '';
  return [
    ...problems,
    ...emptyProblems(sources),
    ...legalProblems('html', parts.html),
    ...legalProblems('text', parts.text),
    ...urlProblems(html),
    ...sizeProblems(html),
  ];
}
