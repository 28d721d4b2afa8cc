import type { Header, Mail } from '../ses/mail.ts';
import type { MailStore } from '../ses/mail-store.ts';

interface MailEventView extends Record<string, unknown> {
  readonly type: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** A mail as the mailbox API shows it. */
export interface MailView {
  readonly id: string;
  readonly messageId: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly direction: Mail['direction'];
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly preview: string;
  readonly text: string;
  readonly html: string;
  readonly headers: readonly Header[];
  readonly tags: Mail['tags'];
  /** In the order of their publication; details are those of the SES event. */
  readonly events: readonly MailEventView[];
}

const PREVIEW_LENGTH = 140;

export function viewOf(mail: Mail, store: MailStore): MailView {
  const { messageId, direction, from, subject, text, html, headers, tags } = mail;
  return {
    id: String(mail.id),
    messageId,
    at: iso(mail.at),
    direction,
    from,
    to: mail.recipients,
    subject,
    preview: previewOf(html === '' ? text : visibleText(html)),
    text,
    html,
    headers,
    tags,
    events: store.events(mail.id).map(({ type, at, detail }) => ({ type, at: iso(at), ...detail })),
  };
}

const iso = (instant: number): string => new Date(instant).toISOString();

const previewOf = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, PREVIEW_LENGTH);

/** Enough for a line of preview; nobody renders it. */
const visibleText = (html: string): string =>
  html
    .replace(/<(style|script|head|title)\b[\s\S]*?<\/\1\s*>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(?:nbsp|zwnj|shy|#847|#8203|#8204);/gi, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&');
