import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { Step } from '../../../src/contracts/step.ts';
import { checkContent, renderMail } from '../../../src/domain/content/compose-content.ts';
import { type MailSources, parseMailParts } from '../../../src/domain/content/mail-parts.ts';
import { longestPathDays } from '../../../src/domain/sequence/longest-path.ts';
import { problems } from '../../../src/domain/sequence/problems.ts';
import { aMail, legalFooter, someone } from './build.ts';

function mailOf(sources: MailSources, data: object = someone) {
  const parts = parseMailParts(sources);
  if (!parts.ok) throw new Error(JSON.stringify(parts.error));
  return renderMail(parts.value, data);
}

const codesOf = (sources: MailSources) => checkContent(sources).map(({ field, code }) => `${field}:${code}`);

it('renders a whole mail: subject plain, HTML escaped with its preview text, text derived without it', () => {
  const mail = mailOf(aMail());
  if (!mail.ok) throw new Error('refused');
  expect(mail.value.subject).toBe('Welcome to A & B <Ltd>!');
  expect(mail.value.previewText).toBe('Thanks for signing up, Zoë');
  expect(mail.value.html).toContain('<p>Hi Zoë</p>');
  expect(mail.value.html).toMatch(/<body><div style="display:none[^>]*>Thanks for signing up, Zoë/);
  expect(mail.value.text).toBe('Hi Zoë\n\n1 Road, Town Unsubscribe <https://example.com/u/abc?t=1>');
  expect(mail.value.missing).toEqual([]);
});

it('keeps a text part of its own and renders it unescaped', () => {
  const mail = mailOf(aMail({ text: 'Hi {{company}} {{unsubscribeUrl}} {{postalAddress}}' }));
  expect(mail.ok && mail.value.text).toBe('Hi A & B <Ltd> https://example.com/u/abc?t=1 1 Road, Town');
});

it('tells what was missing over all parts', () => {
  const mail = mailOf(aMail({ subject: 'Hi {{lastName}}', html: `<p>{{lastName}} {{city}}</p>${legalFooter}` }));
  expect(mail.ok && mail.value.missing).toEqual(['lastName', 'city']);
});

it('lets no data end the subject line', () => {
  const mail = mailOf(aMail(), { ...someone, company: 'X\r\nBcc: evil@example.com\u2028' });
  expect(mail.ok && mail.value.subject).toBe('Welcome to X Bcc: evil@example.com !');
});

it.each([
  ['empty_subject', aMail({ subject: '{{nothing}}' }), someone],
  ['empty_html', aMail({ html: '{{#if nothing}}x{{/if}}' }), someone],
  ['unsafe_url', aMail({ html: '<a href="{{site}}">x</a>' }), { ...someone, site: 'javascript:alert(1)' }],
  [
    'unsafe_url',
    aMail({ html: '<a href="https://{{site}}/">x</a>' }),
    { ...someone, site: 'good.example@evil.example' },
  ],
  ['unsafe_url', aMail({ html: '<a href="https://example.com{{site}}">x</a>' }), { ...someone, site: '@evil.example' }],
  ['unsafe_url', aMail({ html: '<a href="{{site}}">x</a>' }), someone],
  ['too_many_items', aMail({ html: '{{#each a}}x{{/each}}' }), { ...someone, a: Array.from({ length: 201 }, () => 1) }],
])('does not render a mail with %s', (code, sources, data) => {
  const mail = mailOf(sources, data);
  expect(!mail.ok && mail.error.map((problem) => problem.code)).toEqual([code]);
});

it('finds nothing wrong with a complete mail', () => {
  expect(checkContent(aMail())).toEqual([]);
});

it.each([
  [{ subject: ' ' }, ['subject:empty_content']],
  [{ html: '' }, ['html:empty_content']],
  [{ html: '<p>x</p>' }, ['html:missing_unsubscribe_link', 'html:missing_postal_address']],
  [{ html: `{{#if a}}${legalFooter}{{/if}}` }, ['html:missing_unsubscribe_link', 'html:missing_postal_address']],
  [{ text: 'Hi {{postalAddress}}' }, ['text:missing_unsubscribe_link']],
  [{ text: '  ' }, []],
  [{ subject: '{{uper a}}', previewText: '{{> x}}' }, ['subject:unknown_helper', 'previewText:partial']],
  [{ html: `<a href="javascript:x">a</a>${legalFooter}` }, ['html:unsafe_url']],
  [{ html: `<a href="javascript:{{x}}">a</a>${legalFooter}` }, ['html:unsafe_url']],
  [
    { html: `<a href="{{default site "https://example.com"}}">a</a><a href="https://{{host}}/">b</a>${legalFooter}` },
    [],
  ],
  [{ html: `<p>${'x'.repeat(105_000)}</p>${legalFooter}` }, ['html:clipped']],
])('finds in %j the problems %j', (over, expected) => {
  expect(codesOf(aMail(over))).toEqual(expected);
});

it('places an unsafe address by line and column, and calls a long mail a warning only', () => {
  expect(checkContent(aMail({ html: `<p>{{company}}\n  <img src="data:x"></p>${legalFooter}` }))[0]).toMatchObject({
    line: 2,
    column: 8,
  });
  expect(checkContent(aMail({ html: `<p>${'x'.repeat(105_000)}</p>${legalFooter}` }))[0]?.severity).toBe('warning');
});

const Demo = z.object({ entry: z.string(), steps: z.array(Step) });
const readDemo = (name: string) =>
  Demo.parse(parse(readFileSync(new URL(`../../../demo/${name}.yaml`, import.meta.url), 'utf8')));

it.each([
  ['welcome-series', 3, 5],
  ['lead-nurturing', 8, 14],
])('ships %s with %i sound mails over %i days', (name, mails, days) => {
  const { entry, steps } = readDemo(name);
  const emails = steps.filter((step) => step.kind === 'email');
  expect(emails).toHaveLength(mails);
  expect(problems({ entry, steps })).toEqual([]);
  expect(longestPathDays({ entry, steps })).toBe(days);
  for (const email of emails) {
    expect(checkContent(email), email.id).toEqual([]);
    for (const data of [
      { ...someone, email: 'a@example.com', industry: 'SaaS', companySize: 2_300 },
      { ...someone, email: 'a@example.com', firstName: null, company: null },
    ]) {
      const mail = mailOf(email, data);
      expect(mail.ok, email.id).toBe(true);
      expect(
        mail.ok && mail.value.missing.filter((path) => path !== 'company' && path !== 'firstName'),
        email.id,
      ).toEqual([]);
    }
  }
});
