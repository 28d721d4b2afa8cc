import { html, layout, type Markup, shortTime } from './layout.ts';
import { filterForm } from './list-page.ts';
import type { MailView } from './view.ts';

const TABS: Readonly<Record<string, readonly [label: string, show: (mail: MailView, source: string) => Markup]>> = {
  html: [
    'Mail',
    (mail) =>
      html`<iframe sandbox="allow-popups allow-popups-to-escape-sandbox" title="The mail as its reader sees it" src="/_local/mailbox/${mail.id}/html"></iframe>`,
  ],
  text: ['Text', (mail) => html`<pre>${mail.text}</pre>`],
  headers: ['Headers', (mail) => html`<table>${mail.headers.map(({ name, value }) => line(name, value))}</table>`],
  source: ['Source', (_, source) => html`<pre>${source}</pre>`],
};

/** One mail with its events; `view` names the tab. */
export function detailPage(mail: MailView, source: string, view: string): string {
  const current = Object.hasOwn(TABS, view) ? view : 'html';
  const content = html`<h2>${mail.subject === '' ? '(no subject)' : mail.subject}</h2>
<table>${line('From', mail.from)}${line('To', mail.to.join(', '))}${line('At', `${shortTime(mail.at)} UTC`)}${line('Tags', tagsOf(mail))}</table>
<nav class="tabs" aria-label="Views">${Object.entries(TABS).map(([name, [label]]) => tab(mail.id, name, label, name === current))}</nav>
${TABS[current]?.[1](mail, source) ?? ''}
${mail.direction === 'outbound' ? replyForm(mail) : ''}<h2>Events</h2>${events(mail)}`;
  return layout(mail.subject, filterForm('', ''), content);
}

const line = (name: string, value: string): Markup => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`;

const replyForm = ({ id, to }: MailView): Markup =>
  html`<h2>Reply</h2><form class="reply" method="post" action="/_local/mail/${id}/reply"><label for="reply">As ${to[0] ?? ''}</label><textarea id="reply" name="text" rows="4" required></textarea><button>Send</button></form>
`;

const tab = (id: string, name: string, label: string, current: boolean): Markup =>
  html`<a href="/_local/mail/${id}?view=${name}"${current ? html` aria-current="page"` : ''}>${label}</a>`;

const tagsOf = ({ tags }: MailView): string =>
  Object.entries(tags)
    .filter(([name]) => !name.startsWith('ses:'))
    .map(([name, values]) => `${name}=${values.join(',')}`)
    .join(' · ');

function events({ events: happened }: MailView): Markup {
  if (happened.length === 0) return html`<p class="dim">Nothing has happened yet.</p>`;
  return html`<table>${happened.map(({ type, at, ...detail }) => html`<tr><td class="dim">${shortTime(at)}</td><th scope="row">${type}</th><td><small>${said(detail)}</small></td></tr>`)}</table>`;
}

const said = (detail: Readonly<Record<string, unknown>>): string =>
  Object.entries(detail)
    .filter(([name]) => name !== 'timestamp')
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' · ');
