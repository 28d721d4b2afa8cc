import { describe, expect, it } from 'vitest';
import { mjmlCompiler } from '../../../src/adapters/mjml/mjml-compiler.ts';
import { CampaignTemplate } from '../../../src/contracts/campaign-template.ts';
import type { EmailStep } from '../../../src/contracts/step.ts';
import { Template } from '../../../src/contracts/template.ts';
import { checkContent, renderMail } from '../../../src/domain/content/compose-content.ts';
import { parseMailParts } from '../../../src/domain/content/mail-parts.ts';
import { sampleContact, templateData } from '../../../src/domain/content/template-data.ts';
import { textOf } from '../../../src/domain/content/text-part.ts';
import { contentProblems } from '../../../src/domain/sequence/content-problems.ts';
import { problems } from '../../../src/domain/sequence/problems.ts';
import { figuresOf } from '../../../src/domain/templates/figures.ts';
import { links, words } from '../../../src/domain/templates/library/links.ts';
import { prebuiltCampaigns, prebuiltTemplates } from '../../../src/domain/templates/library.ts';
import { placeholdersIn } from '../../../src/domain/templates/placeholders.ts';
import { builtInCampaign, builtInTemplate } from '../../../src/usecases/templates/built-in.ts';
import { compileSteps } from '../../../src/usecases/templates/compile-steps.ts';
import { aContact } from '../../support/builders.ts';

interface Mail {
  readonly subject: string;
  readonly previewText: string;
  readonly html: string;
  readonly triggered: boolean;
}

const mailOf = ({ subject = '', previewText = '', html = '' }: Partial<EmailStep>, triggered = false): Mail => ({
  subject,
  previewText,
  html,
  triggered,
});

/** Every mail of the library, compiled, under a name. */
const mails: readonly (readonly [name: string, mail: Mail])[] = [
  ...(await Promise.all(
    prebuiltCampaigns.map(async ({ name, settings, sequence }) =>
      (
        await compileSteps(mjmlCompiler, sequence.steps)
      ).flatMap((step) =>
        step.kind === 'email'
          ? [[`${name}: ${step.name}`, mailOf(step, settings.campaignType === 'triggered')] as const]
          : [],
      ),
    ),
  )),
  await Promise.all(
    prebuiltTemplates.map(async ({ id, name }) => {
      const { subject, previewText, html } = (await builtInTemplate(mjmlCompiler)(id)) ?? {};
      return [
        name,
        mailOf({ ...(subject ? { subject } : {}), ...(previewText ? { previewText } : {}), ...(html ? { html } : {}) }),
      ] as const;
    }),
  ),
].flat();

const system = {
  unsubscribeUrl: 'https://example.org/u',
  preferencesUrl: 'https://example.org/u#preferences',
  postalAddress: 'Harbour 1, Ushuaia',
  organization: 'Penguins',
};
const nobody = aContact({
  firstName: null,
  lastName: null,
  company: null,
  industry: null,
  companySize: null,
  country: null,
});

function renderedFor(mail: Mail, contact: typeof nobody, event = {}) {
  const parts = parseMailParts(mail);
  if (!parts.ok) throw new Error(JSON.stringify(parts.error));
  const rendered = renderMail(parts.value, templateData(contact, { name: 'c' }, system, event));
  if (!rendered.ok) throw new Error(JSON.stringify(rendered.error));
  return rendered.value;
}

describe('the library', () => {
  it('has the campaign templates and the email templates that were promised', () => {
    expect(prebuiltCampaigns.map(({ name, sequence }) => [name, figuresOf(sequence).emails])).toEqual([
      ['Welcome Series', 3],
      ['SaaS Welcome Series', 5],
      ['B2B Lead Nurturing', 8],
      ['Onboarding', 5],
      ['Re-engagement', 3],
      ['Cart Recovery', 3],
    ]);
    expect(prebuiltTemplates.map(({ name }) => name)).toEqual([
      'Welcome Email Template',
      'Getting Started Template',
      'Product announcement',
      'Newsletter',
      'Event invitation',
      'Promotion',
      'Plain personal note',
    ]);
  });

  it('keeps to the days and titles of the specification', () => {
    const outline = (id: string) => {
      const { sequence, conversionRate } = prebuiltCampaigns.find((one) => one.id === id) ?? expect.fail(id);
      const { durationDays, outline: mailsOf } = figuresOf(sequence);
      return { durationDays, conversionRate, mails: mailsOf.map(({ day, name }) => `${day} ${name}`) };
    };
    expect(outline('prebuilt_saas_welcome_series')).toEqual({
      durationDays: 14,
      conversionRate: '12-18% (industry average)',
      mails: [
        '0 Welcome + Account Setup',
        '2 Feature Overview',
        '5 Quick Win Guide',
        '9 Advanced Features',
        '14 Success Story + Upgrade Offer',
      ],
    });
    const nurturing = outline('prebuilt_b2b_lead_nurturing');
    expect([nurturing.durationDays, nurturing.conversionRate]).toEqual([30, '8-12% (industry average)']);
    const weeks = nurturing.mails.map(
      (one) => `${Math.floor(Number.parseInt(one, 10) / 7) + 1} ${one.split(' ').slice(1, 3).join(' ')}`,
    );
    expect(weeks).toEqual(
      ['1 Problem awareness:', '2 Solution education:', '3 Product positioning:', '4 Conversion push:'].flatMap(
        (week) => [week, week],
      ),
    );
    expect(outline('prebuilt_welcome_series').mails).toEqual(['0 Welcome', '2 Product Overview', '5 Special Offer']);
    expect(outline('prebuilt_onboarding').durationDays).toBe(7);
  });

  it.each(prebuiltCampaigns.map((one) => [one.name, one] as const))(
    '%s can be launched: no problem, not even a warning',
    async (_, one) => {
      const triggered = one.settings.campaignType === 'triggered';
      const sequence = { ...one.sequence, steps: await compileSteps(mjmlCompiler, one.sequence.steps) };
      expect([...problems(sequence, triggered), ...contentProblems(sequence, triggered)]).toEqual([]);
      expect(CampaignTemplate.parse(await builtInCampaign(one.id))).toMatchObject({
        origin: 'prebuilt',
        sharing: 'public',
      });
    },
  );

  it.each(prebuiltTemplates.map(({ name, id }) => [name, id] as const))(
    '%s is a whole email template',
    async (_, id) => {
      expect(Template.parse(await builtInTemplate(mjmlCompiler)(id)).text).toBeNull();
    },
  );

  it.each(mails)('%s passes every check and uses variables with fallbacks only', (_, mail) => {
    const step = { id: 'mail', kind: 'email' as const, next: null, ...mail };
    expect(checkContent(mail)).toEqual([]);
    expect(contentProblems({ steps: [step] }, mail.triggered)).toEqual([]);
  });

  it.each(mails)('%s reads well for somebody of whom nothing is known but the address', (_, mail) => {
    for (const event of [{}, { items: [{ name: 'Hat' }], total: '9.00' }]) {
      const { subject, previewText, text, missing } = renderedFor(mail, nobody, event);
      expect(missing).toEqual([]);
      for (const part of [subject, previewText, text])
        expect(part).not.toMatch(/ ,|, ,|\( *\)| \.(\s|$)|undefined|null/);
      expect(subject.length).toBeGreaterThan(8);
      expect(subject.length).toBeLessThan(80);
      expect(previewText.length).toBeGreaterThan(8);
    }
  });

  it.each(mails)('%s is clean copy: no filler, no double spaces, no placeholders but the named ones', (_, mail) => {
    const { subject, previewText, html } = renderedFor(mail, sampleContact);
    const copy = [subject, previewText, textOf(html)].join('\n');
    expect(copy).not.toMatch(/lorem|ipsum|dolor|todo|xxx/i);
    expect(copy.replaceAll('  ·  ', ' ')).not.toMatch(/\S {2,}\S/);
    expect(copy).not.toMatch(/\{\{|\}\}/);
    const named: readonly string[] = Object.values(words);
    expect((copy.match(/\[[^\]]*\]/g) ?? []).filter((word) => !named.includes(word.replaceAll('\n', ' ')))).toEqual([]);
    const addresses: readonly string[] = Object.values(links);
    const found = [...html.matchAll(/href="([^"]+)"/g)].map(([, href]) => href ?? '');
    expect(found.filter((href) => href !== system.unsubscribeUrl && !addresses.includes(href))).toEqual([]);
  });

  it('says which placeholders a campaign template leaves to its user', () => {
    const { sequence } = prebuiltCampaigns[0] ?? expect.fail('none');
    expect(placeholdersIn(sequence.steps)).toContain(words.result);
    expect(placeholdersIn(sequence.steps)).toContain(links.pricing);
    expect(
      placeholdersIn(sequence.steps).every((one) =>
        [...Object.values(words), ...Object.values(links)].some((known) => known === one),
      ),
    ).toBe(true);
  });
});
