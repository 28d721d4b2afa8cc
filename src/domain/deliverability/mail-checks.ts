import { escapeHtml } from '../content/escape.ts';
import { clippedAbove } from '../content/limits.ts';
import type { FinishedMail, MailCheck, MailFinding } from './finished-mail.ts';
import { warning } from './finished-mail.ts';

const kilobytes = (bytes: number): number => Math.ceil(bytes / 1024);

/** As it leaves, with the preview text in it. */
export function checkSize({ html }: FinishedMail): readonly MailFinding[] {
  const bytes = new TextEncoder().encode(html).length;
  if (bytes <= clippedAbove) return [];
  return [
    warning(
      `is ${kilobytes(bytes)} KB of HTML`,
      `Gmail cuts mails off above ${kilobytes(clippedAbove)} KB and hides the unsubscribe link with the rest: shorten it.`,
    ),
  ];
}

const shownTo = (part: string, value: string): boolean => part.includes(value) || part.includes(escapeHtml(value));

/** The reader of either part must find the way out, and who wrote. */
export const checkLegal: MailCheck = ({ html, text, systemUrls, postalAddress }) =>
  Object.entries({ HTML: html, text }).flatMap(([part, content]): MailFinding[] => [
    ...(systemUrls.some((url) => shownTo(content, url))
      ? []
      : [
          {
            state: 'fail' as const,
            what: `shows no unsubscribe link in its ${part} part`,
            fix: 'Add {{unsubscribeUrl}} outside of conditions.',
          },
        ]),
    ...(shownTo(content.replaceAll(/\s+/g, ' '), postalAddress.replaceAll(/\s+/g, ' '))
      ? []
      : [
          {
            state: 'fail' as const,
            what: `shows no postal address in its ${part} part`,
            fix: 'Add {{postalAddress}} outside of conditions, and set postalAddress with PATCH /api/settings.',
          },
        ]),
  ]);

/** Phones show about 40 characters of a subject, desktops about 60; a preview text below it fills the line. */
const longestSubject = 60;

export const checkInboxLine: MailCheck = ({ subject, previewText }) => [
  ...(subject.length > longestSubject
    ? [warning(`has a subject of ${subject.length} characters`, `Inboxes cut it off after ${longestSubject} at most.`)]
    : []),
  ...(previewText === ''
    ? [
        warning(
          'has no preview text',
          'Set previewText: without it inboxes show the first words of the mail, often a link.',
        ),
      ]
    : []),
];
