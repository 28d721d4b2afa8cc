import { html, layout, type Markup, shortTime } from './layout.ts';
import type { MailView } from './view.ts';

interface ListPage {
  readonly mails: readonly MailView[];
  readonly to: string;
  readonly campaign: string;
  /** Cursor of the next page, null on the last. */
  readonly next: string | null;
}

/** All mails, newest first, with a filter by contact. */
export function listPage({ mails, to, campaign, next }: ListPage): string {
  const content =
    mails.length === 0
      ? html`<p class="dim">${to === '' ? 'No mail yet. Mails show up here as soon as a campaign sends them.' : `No mail to or from “${to}”.`}</p>`
      : html`<ul class="mails">${mails.map(row)}</ul>${older(to, campaign, next)}`;
  return layout('Mailbox', filterForm(to, campaign), content);
}

export const filterForm = (to: string, campaign: string): Markup =>
  html`<form action="/_local/mail"><input type="search" name="to" value="${to}" placeholder="Contact, for example ann@" aria-label="Contact"><input type="search" name="campaign" value="${campaign}" placeholder="Campaign id" aria-label="Campaign id"><button>Filter</button></form>`;

const row = (mail: MailView): Markup =>
  html`<li><a href="/_local/mail/${mail.id}"><span class="dim">${shortTime(mail.at)}</span><span class="clip">${
    mail.direction === 'inbound' ? `← ${mail.from}` : mail.to.join(', ')
  }</span><span class="clip"><strong>${mail.subject === '' ? '(no subject)' : mail.subject}</strong> <span class="dim">${
    mail.preview
  }</span></span><span></span><span></span><span>${badges(mail)}</span></a></li>`;

/** Each kind of event once, with how often it happened. */
function badges({ events }: MailView): Markup[] {
  const types = [...new Set(events.map(({ type }) => type))];
  return types.map((type) => {
    const times = events.filter((event) => event.type === type).length;
    return html`<span class="badge">${times === 1 ? type : `${type} ×${times}`}</span> `;
  });
}

function older(to: string, campaign: string, next: string | null): Markup {
  if (next === null) return html``;
  const query = new URLSearchParams({ to, campaign, cursor: next }).toString();
  return html`<p><a href="/_local/mail?${query}">Older mails</a></p>`;
}
