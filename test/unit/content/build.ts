import type { MailSources } from '../../../src/domain/content/mail-parts.ts';
import { parseTemplate } from '../../../src/domain/content/parse-template.ts';
import { type Rendered, render } from '../../../src/domain/content/render.ts';
import type { Template } from '../../../src/domain/content/template.ts';

export function aTemplate(source: string): Template {
  const parsed = parseTemplate(source);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

export function rendered(source: string, data: object = {}, mode: 'html' | 'none' = 'html'): Rendered {
  const result = render(aTemplate(source), data, { escape: mode });
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

export const textOfTemplate = (source: string, data: object = {}): string => rendered(source, data).text;

/** Codes of the faults of a source, in their order. */
export function faultCodes(source: string): readonly string[] {
  const parsed = parseTemplate(source);
  return parsed.ok ? [] : parsed.error.map(({ code }) => code);
}

export const legalFooter = '<p>{{postalAddress}} <a href="{{unsubscribeUrl}}">Unsubscribe</a></p>';

export const aMail = (over: Partial<MailSources> = {}): MailSources => ({
  subject: 'Welcome to {{company}}!',
  previewText: 'Thanks for signing up, {{default firstName "there"}}',
  html: `<html><body><p>Hi {{firstName}}</p>${legalFooter}</body></html>`,
  ...over,
});

export const someone = {
  firstName: 'Zoë',
  company: 'A & B <Ltd>',
  unsubscribeUrl: 'https://example.com/u/abc?t=1',
  postalAddress: '1 Road, Town',
};
