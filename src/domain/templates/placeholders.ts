import { type EmailBlocks, Section, type Section as SectionOf } from '../../contracts/blocks.ts';
import type { EmailStep, Step } from '../../contracts/step.ts';
import { plainTheme } from './theme.ts';

const section = (blocks: object[]): SectionOf => Section.parse({ columns: [{ blocks }] });

/** The body of a mail whose text is still to be written. */
const placeholderBody = (name: string): EmailBlocks => ({
  theme: plainTheme,
  sections: [
    section([
      { type: 'heading', text: '[Headline]', level: 1 },
      { type: 'text', text: 'Hi {{default firstName "there"}},' },
      { type: 'text', text: `[Text of the mail: ${name.replaceAll(/[<>{}&[\]]/g, '')}]` },
      { type: 'button', label: '[What to do next]', url: 'https://example.com/your-page' },
    ]),
    section([{ type: 'footer' }]),
  ],
});

/** An email step whose copy is replaced by placeholders; its place in the sequence and its window stay, a test of its copy does not. */
export function withPlaceholders(step: EmailStep): EmailStep {
  const { html: _, text: __, fromName: ___, variants: ____, experiment: _____, ...rest } = step;
  const name = step.name ?? step.id;
  return {
    ...rest,
    subject: `[Subject: ${name.replaceAll(/[{}[\]]/g, '')}]`,
    previewText: '',
    blocks: placeholderBody(name),
  };
}

const linkPattern = /https:\/\/(?:www\.)?example\.com(?:\/[\w/.-]*)?/g;
/** Bracketed words that begin with a capital letter; `[if mso]` of Outlook is none. */
const textPattern = /\[[A-Z][^[\]\n]{1,80}\]/g;

type Mail = Pick<EmailStep, 'subject' | 'previewText' | 'html' | 'blocks'>;

const textsOfMail = ({ subject, previewText, html, blocks }: Mail): readonly string[] => [
  subject ?? '',
  previewText ?? '',
  blocks ? JSON.stringify(blocks) : (html ?? ''),
];

const textsOf = (step: Step): readonly string[] =>
  step.kind === 'email' ? [step, ...(step.variants ?? [])].flatMap(textsOfMail) : [];

/** Bracketed texts and example links of the mails, each once: what is to be replaced before a launch. */
export const placeholdersIn = (steps: readonly Step[]): readonly string[] => [
  ...new Set(
    steps
      .flatMap(textsOf)
      .flatMap((text) => [
        ...(text.match(textPattern) ?? []),
        ...(text.match(linkPattern) ?? []).map((link) => link.replace(/[.\\]+$/, '')),
      ]),
  ),
];
