import type { Block, EmailBlocks, PlainBlock, Section } from '../../../contracts/blocks.ts';
import type { Duration } from '../../../contracts/primitives.ts';
import type { EmailStep, WaitStep } from '../../../contracts/step.ts';
import { plainTheme } from '../theme.ts';

export const title = (text: string): PlainBlock => ({ type: 'heading', text, level: 1, align: 'left' });
export const heading = (text: string): PlainBlock => ({ type: 'heading', text, level: 3, align: 'left' });
export const text = (words: string): PlainBlock => ({ type: 'text', text: words, align: 'left', size: 'normal' });
export const small = (words: string): PlainBlock => ({ type: 'text', text: words, align: 'left', size: 'small' });
export const button = (label: string, url: string): PlainBlock => ({ type: 'button', label, url, align: 'left' });
export const bullets = (...items: string[]): PlainBlock => ({ type: 'list', items, ordered: false });
export const numbers = (...items: string[]): PlainBlock => ({ type: 'list', items, ordered: true });
export const quote = (words: string, author: string): PlainBlock => ({ type: 'quote', text: words, author });
export const line: PlainBlock = { type: 'divider' };
export const when = (condition: string, blocks: PlainBlock[], otherwise: PlainBlock[] = []): Block => ({
  type: 'conditional',
  when: condition,
  blocks,
  else: otherwise,
});

export const hello = text('Hi {{default firstName "there"}},');
export const signed = text('{{organization}}');

const footer = (reason: string, align: 'left' | 'center'): PlainBlock => ({
  type: 'footer',
  reason,
  unsubscribeLabel: 'Unsubscribe',
  align,
});

const section = (blocks: Block[], padding: number): Section => ({ columns: [{ blocks }], padding });

/** A mail of one column: the name of the organization, the words, and the footer with the reason it was sent. */
export const letter = (reason: string, ...blocks: Block[]): EmailBlocks => ({
  theme: plainTheme,
  sections: [
    section([{ type: 'text', text: '<b>{{organization}}</b>', align: 'left', size: 'large' }, line, ...blocks], 20),
    section([footer(reason, 'center')], 12),
  ],
});

/** The same without a head: as a person would write it. */
export const note = (reason: string, ...blocks: Block[]): EmailBlocks => ({
  theme: plainTheme,
  sections: [section(blocks, 20), section([footer(reason, 'left')], 4)],
});

type MailOf = Pick<EmailStep, 'id' | 'name' | 'subject' | 'previewText' | 'blocks'>;

export const mail = (step: MailOf, next: string | null): EmailStep => ({ ...step, kind: 'email', next });

export const wait = (id: string, value: number, unit: Duration['unit'], next: string | null): WaitStep => ({
  id,
  kind: 'wait',
  for: { value, unit },
  next,
});
