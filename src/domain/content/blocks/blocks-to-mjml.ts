import type { EmailBlocks, Section, Theme } from '../../../contracts/blocks.ts';
import { blockToMjml } from './block-mjml.ts';
import { escapeMarkup } from './escape-source.ts';

/** Dark mode of readers that honour it: Apple Mail, Outlook on Apple systems, some others. */
function darkStyles({ dark }: Theme): string {
  if (!dark) return '';
  const rules = [
    `.pm-page,.pm-page>div,body{background:${dark.background} !important;background-color:${dark.background} !important}`,
    `.pm-surface,.pm-surface>table{background:${dark.surface} !important;background-color:${dark.surface} !important}`,
    // Only on our own surface: text on a background of the author's keeps the colour that goes with it.
    `.pm-surface .pm-text div,.pm-surface .pm-text h1,.pm-surface .pm-text h2,.pm-surface .pm-text h3{color:${dark.text} !important}`,
    `.pm-surface .pm-text a,.pm-surface .pm-muted a{color:${dark.accent} !important}`,
    `.pm-surface .pm-muted div,.pm-surface .pm-text .pm-by{color:${dark.muted} !important}`,
    `.pm-surface .pm-button td{background:${dark.accent} !important}`,
    `.pm-surface .pm-button a{background:${dark.accent} !important;color:${dark.onAccent} !important}`,
    `.pm-surface .pm-line p{border-top-color:${dark.line} !important}`,
  ];
  return `<mj-raw><meta name="color-scheme" content="light dark" /><meta name="supported-color-schemes" content="light dark" /></mj-raw>
<mj-style>:root{color-scheme:light dark;supported-color-schemes:light dark}@media (prefers-color-scheme:dark){${rules.join('')}}</mj-style>`;
}

function head(theme: Theme): string {
  const fonts = escapeMarkup(theme.fonts);
  return `<mj-head><mj-attributes>
<mj-all font-family="${fonts}" />
<mj-text padding="8px 24px" color="${theme.text}" font-size="16px" line-height="1.55" />
<mj-button padding="12px 24px" background-color="${theme.accent}" color="${theme.onAccent}" font-size="16px" font-weight="600" border-radius="6px" inner-padding="13px 26px" />
<mj-image padding="8px 24px" />
<mj-divider padding="16px 24px" border-width="1px" border-color="${theme.line}" />
<mj-spacer padding="0" />
</mj-attributes>
${darkStyles(theme)}</mj-head>`;
}

function section({ columns, background, padding, showWhen }: Section, theme: Theme): string {
  const surface = background ?? theme.surface;
  const body = columns
    .map(({ width, blocks }) => {
      const share = width === undefined ? '' : ` width="${width}%"`;
      return `<mj-column${share}>${blocks.map((block) => blockToMjml(block, theme)).join('\n')}</mj-column>`;
    })
    .join('');
  const look = background ? '' : ' css-class="pm-surface"';
  const made = `<mj-section background-color="${surface}" padding="${padding}px 0"${look}>${body}</mj-section>`;
  return showWhen === undefined ? made : `<mj-raw>{{#if ${showWhen}}}</mj-raw>${made}<mj-raw>{{/if}}</mj-raw>`;
}

/** The MJML of a mail, with its `{{tags}}` as they are: mask them before it is compiled (see `maskTags`). */
export const blocksToMjml = ({ theme, sections }: EmailBlocks): string => `<mjml lang="${theme.language}">
${head(theme)}
<mj-body width="${theme.width}px" background-color="${theme.background}" css-class="pm-page">
${sections.map((one) => section(one, theme)).join('\n')}
</mj-body></mjml>`;
