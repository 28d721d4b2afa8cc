const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => ESCAPES[char] ?? '');

/** HTML that is already safe to insert. */
class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type { Markup };

type Part = string | number | Markup | readonly Markup[];

/** A template tag that escapes every value except markup made by itself. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Markup =>
  new Markup(strings.reduce((whole, text, index) => `${whole}${render(parts[index - 1] ?? '')}${text}`));

function render(part: Part): string {
  if (part instanceof Markup) return part.text;
  return typeof part === 'object' ? part.map(({ text }) => text).join('') : escapeHtml(String(part));
}

/** `2026-03-02 08:00:00` of an ISO instant. */
export const shortTime = (instant: string): string => instant.slice(0, 19).replace('T', ' ');

const STYLE = new Markup(`
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent); --dim: color-mix(in srgb, currentColor 62%, transparent); }
* { box-sizing: border-box; }
body { font: 15px/1.45 system-ui, sans-serif; margin: 0 auto; max-width: 72rem; padding: 1rem; }
header { display: flex; gap: 1rem; align-items: baseline; flex-wrap: wrap; border-bottom: 1px solid var(--line); padding-bottom: .75rem; }
h1 { font-size: 1.15rem; margin: 0; } h1 a { color: inherit; text-decoration: none; } h2 { font-size: 1.3rem; margin: 1rem 0 .25rem; overflow-wrap: anywhere; }
form { display: flex; gap: .5rem; margin-left: auto; flex-wrap: wrap; } input, button { font: inherit; padding: .3rem .6rem; }
ul.mails { list-style: none; margin: 0; padding: 0; } ul.mails a { display: grid; grid-template-columns: 10.5rem 14rem 1fr; gap: .25rem 1rem; padding: .6rem .25rem; border-bottom: 1px solid var(--line); color: inherit; text-decoration: none; }
ul.mails a:hover, ul.mails a:focus-visible { background: color-mix(in srgb, currentColor 7%, transparent); }
.dim { color: var(--dim); } .clip { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.badge { border: 1px solid var(--line); border-radius: 1rem; font-size: .8rem; padding: 0 .5rem; white-space: nowrap; }
nav.tabs { display: flex; gap: .25rem; margin: 1rem 0 0; border-bottom: 1px solid var(--line); } nav.tabs a { padding: .4rem .8rem; color: inherit; text-decoration: none; } nav.tabs a[aria-current] { border-bottom: 3px solid; font-weight: 600; }
form.reply { display: grid; margin-left: 0; justify-items: start; } textarea { font: inherit; padding: .3rem .6rem; width: 100%; }
iframe { width: 100%; height: 38rem; border: 0; background: #fff; } pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: .85rem; }
table { border-collapse: collapse; width: 100%; } td, th { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; } th { white-space: nowrap; font-weight: 600; }
@media (max-width: 45rem) { ul.mails a { grid-template-columns: 1fr; } form { margin-left: 0; } }`);

/** A whole page of the mailbox. */
export const layout = (title: string, form: Markup, content: Markup): string =>
  html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${STYLE}</style></head>
<body><header><h1><a href="/_local/mail">Mailbox</a></h1>${form}</header><main>${content}</main></body></html>`.text;
