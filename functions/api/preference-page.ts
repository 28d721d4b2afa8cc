import { escapeHtml } from '../../src/domain/content/escape.ts';
import type { Preferences, Wish } from '../../src/usecases/tracking/preferences.ts';
import { pageStyle } from './preference-style.ts';

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${pageStyle}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>`;

type Choice = Preferences['choices'][number];

const choiceRow = ({ title, name, description, wanted }: Choice, n: number): string => {
  const described = description ? ` aria-describedby="d${n}"` : '';
  const box = `<input type="checkbox" name="category" id="c${n}" value="${escapeHtml(name)}"${wanted ? ' checked' : ''}${described}>`;
  const words = description ? `<small id="d${n}">${escapeHtml(description)}</small>` : '';
  return `<div class="choice">${box}<label for="c${n}">${escapeHtml(title)}</label>${words}</div>`;
};

/** One form a wish: without JavaScript, and each button says what it does. */
const form = (wish: string, label: string, style: string, inside = ''): string =>
  `<form method="post"><input type="hidden" name="do" value="${wish}">${inside}<button type="submit" class="${style}">${label}</button></form>`;

function leaveCategory({ category, choices }: Preferences): string {
  const wanted = choices.some(({ name, wanted: still }) => still && name === category?.name);
  if (!category || !wanted) return '';
  const title = escapeHtml(category.title);
  return `<section aria-labelledby="this"><h2 id="this">This mail</h2>
<p>It belongs to <b>${title}</b>.</p>
${form('category', `Unsubscribe from ${title}`, 'main')}</section>`;
}

function choose({ choices }: Preferences): string {
  if (choices.length === 0) return '';
  const rows = `<fieldset><legend>Send me</legend>${choices.map(choiceRow).join('')}</fieldset>`;
  return `<section aria-labelledby="preferences"><h2 id="preferences">What you get</h2>
${form('choose', 'Save my choice', 'plain', rows)}</section>`;
}

function leaveAll({ choices }: Preferences, from: string): string {
  if (choices.length === 0)
    return `<p>You will then get no more mails from ${from}.</p>
${form('all', 'Unsubscribe', 'main')}`;
  return `<section aria-labelledby="all"><h2 id="all">Everything</h2>
<p>You will then get no mails from ${from} any more, of whatever kind.</p>
${form('all', 'Unsubscribe from everything', 'plain')}</section>`;
}

function noticeOf({ category }: Preferences, wish: Wish | undefined): string {
  if (!wish) return '';
  const said =
    wish.wish === 'choose'
      ? 'Your choice is saved.'
      : `You will get no more mails of <b>${escapeHtml(category?.title ?? '')}</b>.`;
  return `<p class="notice" role="status">${said}</p>`;
}

/**
 * The page of an unsubscribe link, before a wish or after it was done. It asks first: link scanners open pages, only people press buttons.
 */
export function preferencePage(preferences: Preferences, done?: Wish): string {
  const from = preferences.organization ? escapeHtml(preferences.organization) : 'this sender';
  if (preferences.unsubscribed)
    return page(
      'Unsubscribed',
      `<h1>You are unsubscribed.</h1>\n<p role="status">You will get no more mails from ${from}. You can close this page.</p>`,
    );
  const title = preferences.choices.length === 0 ? 'Unsubscribe?' : `Mails from ${from}`;
  const parts = [leaveCategory(preferences), choose(preferences), leaveAll(preferences, from)];
  return page('Your mails', `<h1>${title}</h1>\n${[noticeOf(preferences, done), ...parts].filter(Boolean).join('\n')}`);
}
