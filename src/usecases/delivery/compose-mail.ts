import type { Campaign } from '../../contracts/campaign.ts';
import type { Contact } from '../../contracts/contact.ts';
import type { FailReason, Message } from '../../contracts/message.ts';
import type { EmailStep } from '../../contracts/step.ts';
import { renderMail } from '../../domain/content/compose-content.ts';
import { type MailParts, parseMailParts } from '../../domain/content/mail-parts.ts';
import { templateData } from '../../domain/content/template-data.ts';
import { insertTrapLink, trapPath } from '../../domain/content/trap-link.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import { stepFor } from '../../domain/sequence/variants.ts';
import type { ReadSequence } from '../engine/published-sequence.ts';
import type { AddressTokens, OutgoingMail, Tokens } from '../ports/effects.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { SettingsStore } from '../ports/resource-stores.ts';
import type { TenantScope } from '../scope.ts';
import type { MailFrom } from './pick-sender.ts';

export interface Deps {
  readonly readSequence: ReadSequence;
  /** May be a minute old. */
  readonly settings: Pick<SettingsStore, 'get'>;
  readonly events: Pick<EventStore, 'get'>;
  readonly tokens: Pick<Tokens, 'sign'>;
  readonly addresses: Pick<AddressTokens, 'localPart'>;
  readonly publicUrl: string;
  /** Domain whose mail SES receives for us; null when the owner has none. */
  readonly replyDomain: string | null;
}

export type ComposeMail = (
  scope: TenantScope,
  campaign: Campaign,
  message: Message,
  contact: Contact,
  from: MailFrom,
) => Promise<Result<OutgoingMail, FailReason>>;

const maxCached = 200;

/** What a mail is made of, whoever gets it. */
interface Content {
  readonly parts: MailParts;
  /** Instead of the name of the campaign. */
  readonly fromName: string | undefined;
}

function contentOf(step: EmailStep): Content | undefined {
  const parsed = parseMailParts(step);
  return parsed.ok ? { parts: parsed.value, fromName: step.fromName } : undefined;
}

/** Parsed content by version, step and variant, once per container. */
function contentReader(readSequence: ReadSequence) {
  const cache = new Map<string, Content | undefined>();
  return async (scope: TenantScope, message: Message): Promise<Content | undefined> => {
    const { tenantId, campaignId, version, stepId } = message;
    const variant = message.variant?.key ?? null;
    const key = JSON.stringify([tenantId, campaignId, version, stepId, variant]);
    if (cache.has(key)) return cache.get(key);
    const sequence = await readSequence(scope, campaignId, version);
    const step = sequence.steps.find((one): one is EmailStep => one.kind === 'email' && one.id === stepId);
    const content = step && contentOf(stepFor(step, variant));
    if (cache.size >= maxCached) cache.clear();
    cache.set(key, content);
    return content;
  };
}

interface Links {
  readonly unsubscribeUrl: string;
  readonly preferencesUrl: string;
  readonly replyTo: string | null;
  readonly mailto: string | null;
}

async function linksOf(
  { tokens, addresses, publicUrl, replyDomain }: Deps,
  campaign: Campaign,
  message: Message,
): Promise<Links> {
  const token = await tokens.sign('unsubscribe', [message.tenantId, message.contactId, message.sendId]);
  const unsubscribeUrl = `${publicUrl}/u/${token}`;
  const pages = { unsubscribeUrl, preferencesUrl: `${unsubscribeUrl}#preferences` };
  if (!replyDomain) return { ...pages, replyTo: campaign.replyToEmail, mailto: null };
  const [reply, leave] = await Promise.all([
    addresses.localPart('reply', message),
    addresses.localPart('unsubscribe', message),
  ]);
  return { ...pages, replyTo: `${reply}@${replyDomain}`, mailto: `mailto:${leave}@${replyDomain}` };
}

/** Renders one mail of the ledger as SES will get it. */
export function mailComposer(deps: Deps): ComposeMail {
  const readContent = contentReader(deps.readSequence);
  return async (scope, campaign, message, contact, from) => {
    const content = await readContent(scope, message);
    if (!content) return fail('no_content');
    const [settings, links, event] = await Promise.all([
      deps.settings.get(scope),
      linksOf(deps, campaign, message),
      message.eventId ? deps.events.get(scope, message.contactId, message.eventId) : undefined,
    ]);
    const rendered = renderMail(
      content.parts,
      templateData(contact, campaign, { ...links, ...settings }, event?.properties),
    );
    if (!rendered.ok) return fail('render_error');
    const trackClicks = campaign.trackClicks && contact.consent.tracking;
    return ok({
      from: { name: content.fromName ?? campaign.fromName ?? from.name ?? settings.organization, email: from.email },
      to: contact.email,
      replyTo: links.replyTo,
      subject: rendered.value.subject,
      html: trackClicks
        ? insertTrapLink(rendered.value.html, `${deps.publicUrl}${trapPath}${message.sendId}`)
        : rendered.value.html,
      text: rendered.value.text,
      unsubscribe: campaign.unsubscribeEnabled ? { url: links.unsubscribeUrl, mailto: links.mailto } : null,
      listId: `${campaign.id}.${message.tenantId}`,
      ...(from.sesTenant ? { tenant: message.tenantId } : {}),
      tags: {
        tenantId: message.tenantId,
        campaignId: message.campaignId,
        contactId: message.contactId,
        sendId: message.sendId,
      },
      track: {
        opens: campaign.trackOpens && contact.consent.tracking,
        clicks: trackClicks,
      },
    });
  };
}
