import type { Campaign } from '../../contracts/campaign.ts';
import type { Settings } from '../../contracts/resources.ts';
import type { EmailStep, Sequence } from '../../contracts/step.ts';
import { renderMail } from '../../domain/content/compose-content.ts';
import { parseMailParts } from '../../domain/content/mail-parts.ts';
import { sampleContact, templateData } from '../../domain/content/template-data.ts';
import type { FinishedMail } from '../../domain/deliverability/finished-mail.ts';
import type { Spread } from '../../domain/sequence/spread-variants.ts';

const unsubscribeUrl = 'https://unsubscribe.invalid/u/0';
const systemUrls = [unsubscribeUrl, `${unsubscribeUrl}#preferences`];

function finishedMail(step: EmailStep, name: string, campaign: Campaign, settings: Settings): readonly FinishedMail[] {
  const parts = parseMailParts(step);
  if (!parts.ok) return [];
  const data = templateData(sampleContact, campaign, {
    ...settings,
    unsubscribeUrl,
    preferencesUrl: `${unsubscribeUrl}#preferences`,
  });
  const rendered = renderMail(parts.value, data);
  return rendered.ok ? [{ ...rendered.value, name, systemUrls, postalAddress: settings.postalAddress }] : [];
}

function nameOf(draft: Sequence, { index, variant }: Spread['origins'][number]): string {
  const step = draft.steps[index];
  const key = step?.kind === 'email' && variant !== null ? step.variants?.[variant]?.key : undefined;
  return key === undefined ? (step?.id ?? '') : `${step?.id}, variant ${key}`;
}

/** The mails of a draft. `flat` is it with its variants spread and its templates in place; `origins` say what each step of it came from. */
export interface DraftMails {
  readonly draft: Sequence;
  readonly flat: Sequence;
  readonly origins: Spread['origins'];
  readonly campaign: Campaign;
  readonly settings: Settings;
}

/** Every mail and variant as a made-up contact would get it. Mails that do not render are left out: their problems say why. */
export const finishedMails = ({ draft, flat, origins, campaign, settings }: DraftMails): readonly FinishedMail[] =>
  flat.steps.flatMap((step, n) => {
    const origin = origins[n];
    return step.kind === 'email' && origin ? finishedMail(step, nameOf(draft, origin), campaign, settings) : [];
  });
