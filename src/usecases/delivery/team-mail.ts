import { escapeHtml } from '../../domain/content/escape.ts';
import type { OutgoingMail } from '../ports/effects.ts';
import type { TenantScope } from '../scope.ts';

interface TeamMail extends Pick<OutgoingMail, 'from' | 'to' | 'subject'> {
  readonly replyTo?: string;
  /** A paragraph each. */
  readonly lines: readonly string[];
  /** What the mail is about, as a tag of SES. */
  readonly notice: string;
}

/** A mail to somebody of the organization. It is no campaign mail: nothing is counted. */
export const teamMail = (
  { tenantId }: TenantScope,
  { from, to, subject, replyTo, lines, notice }: TeamMail,
): OutgoingMail => ({
  from,
  to,
  replyTo: replyTo ?? null,
  subject,
  html: lines.map((line) => `<p>${escapeHtml(line).replaceAll('\n', '<br>')}</p>`).join('\n'),
  text: lines.join('\n\n'),
  unsubscribe: null,
  listId: null,
  tags: { tenantId, notice },
  track: { opens: false, clicks: false },
});
