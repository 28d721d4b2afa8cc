import type { Campaign } from '../../contracts/campaign.ts';
import type { Contact } from '../../contracts/contact.ts';
import type { Problem } from '../../contracts/problem.ts';
import type { Sender } from '../../contracts/resources.ts';
import type { EmailStep } from '../../contracts/step.ts';
import { type RenderedMail, renderMail } from '../../domain/content/compose-content.ts';
import { parseMailParts } from '../../domain/content/mail-parts.ts';
import { sampleContact, templateData } from '../../domain/content/template-data.ts';
import { senderOrder, takesContacts } from '../../domain/delivery/rotation.ts';
import { ok, type Result } from '../../domain/result.ts';
import { stepFor } from '../../domain/sequence/variants.ts';
import { sendersOf } from '../delivery/campaign-senders.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { ContactStore } from '../ports/contact-store.ts';
import type { Mailer } from '../ports/effects.ts';
import type { SenderStore, SettingsStore } from '../ports/resource-stores.ts';
import type { TemplateStore } from '../ports/shelf-store.ts';
import { conflict, fault, invalid, notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';
import { resolveTemplates } from './judge-sequence.ts';

export interface Deps {
  readonly campaigns: Pick<CampaignStore, 'get' | 'getDraft'>;
  readonly contacts: Pick<ContactStore, 'get'>;
  readonly templates: Pick<TemplateStore, 'get'>;
  readonly senders: Pick<SenderStore, 'get' | 'findByEmail'>;
  readonly settings: Pick<SettingsStore, 'get'>;
  readonly mailer: Mailer;
}

export interface PreviewInput {
  readonly stepId?: string | undefined;
  readonly contactId?: string | undefined;
  /** The key of a variant; the control when absent. */
  readonly variant?: string | undefined;
}

export interface Preview extends RenderedMail {
  readonly stepId: string;
  readonly previewText: string;
  readonly missing: string[];
  /** Null where no From address is set. */
  readonly from: { readonly name: string; readonly email: string } | null;
}

interface Rendered {
  readonly campaign: Campaign;
  readonly sender: Sender | undefined;
  readonly preview: Preview;
}

async function readContact(deps: Deps, scope: TenantScope, id: string | undefined): Promise<Result<Contact, Problem>> {
  if (!id) return ok(sampleContact);
  const contact = await deps.contacts.get(scope, id);
  if (contact) return ok(contact);
  return invalid('Nothing to show.', [
    fault('body.contactId', 'unknown_contact', 'There is no such contact. List them with GET /api/contacts.'),
  ]);
}

/** The mail with its template's content in place. */
async function resolved(deps: Deps, scope: TenantScope, step: EmailStep): Promise<EmailStep> {
  const { sequence } = await resolveTemplates(scope, { steps: [step] }, deps.templates);
  return sequence.steps.find((one): one is EmailStep => one.kind === 'email') ?? step;
}

async function readStep(
  deps: Deps,
  scope: TenantScope,
  campaign: Campaign,
  { stepId, variant }: PreviewInput,
): Promise<Result<EmailStep, Problem>> {
  const draft = await deps.campaigns.getDraft(scope, campaign.id);
  const emails = draft.steps.filter((step): step is EmailStep => step.kind === 'email');
  const step = stepId ? emails.find((one) => one.id === stepId) : emails[0];
  if (step && variant !== undefined && !step.variants?.some(({ key }) => key === variant))
    return invalid('Nothing to show.', [
      fault('body.variant', 'unknown_variant', `The step "${step.id}" has no variant "${variant}".`),
    ]);
  if (step) return ok(await resolved(deps, scope, stepFor(step, variant ?? null)));
  return invalid('Nothing to show.', [
    fault(
      'body.stepId',
      'unknown_step',
      stepId ? `"${stepId}" is not an email step of the campaign.` : 'The campaign has no email step.',
    ),
  ]);
}

/** The sender that a contact who has no mail yet would get. */
async function senderFor(
  { senders }: Deps,
  scope: TenantScope,
  campaign: Campaign,
  contact: Contact,
): Promise<Sender | undefined> {
  const thread = { campaignId: campaign.id, contactId: contact.id, entry: 1 };
  const order = senderOrder(thread, await sendersOf(senders, scope, campaign));
  return (order.find(({ sender }) => takesContacts(sender)) ?? order[0])?.sender;
}

async function render(
  deps: Deps,
  scope: TenantScope,
  id: string,
  input: PreviewInput,
): Promise<Result<Rendered, Problem>> {
  const campaign = await deps.campaigns.get(scope, id);
  if (!campaign) return notFound('campaign');
  const [contact, step, settings] = await Promise.all([
    readContact(deps, scope, input.contactId),
    readStep(deps, scope, campaign, input),
    deps.settings.get(scope),
  ]);
  if (!contact.ok) return contact;
  if (!step.ok) return step;
  const parts = parseMailParts(step.value);
  if (!parts.ok)
    return invalid(
      'The content has faults.',
      parts.error.map((p) => fault(`steps.${step.value.id}.${p.field}`, p.code, p.message)),
    );
  const rendered = renderMail(
    parts.value,
    templateData(contact.value, campaign, { ...settings, unsubscribeUrl: '#', preferencesUrl: '#' }),
  );
  if (!rendered.ok)
    return invalid(
      'The content cannot be rendered.',
      rendered.error.map((p) => fault(`steps.${step.value.id}`, p.code, p.message)),
    );
  const sender = await senderFor(deps, scope, campaign, contact.value);
  const from = sender && { name: step.value.fromName ?? campaign.fromName ?? sender.name, email: sender.email };
  return ok({ campaign, sender, preview: { ...rendered.value, stepId: step.value.id, from: from ?? null } });
}

/** One mail as a contact would get it; without a contact, as a made-up one would. */
export const previewStep =
  (deps: Deps) =>
  async (scope: TenantScope, id: string, input: PreviewInput): Outcome<Preview> => {
    const rendered = await render(deps, scope, id, input);
    return rendered.ok ? ok(rendered.value.preview) : rendered;
  };

/** Sends a mail of the campaign to a few addresses of the team. It is no campaign mail: nothing is counted. */
export const testSend =
  (deps: Deps) =>
  async (
    scope: TenantScope,
    id: string,
    input: PreviewInput & { readonly to: readonly string[] },
  ): Outcome<{ sent: { to: string; messageId: string }[] }> => {
    const rendered = await render(deps, scope, id, input);
    if (!rendered.ok) return rendered;
    const { campaign, sender, preview } = rendered.value;
    if (sender?.status !== 'verified' || !preview.from)
      return conflict('The From address of the campaign is not a verified sender. See GET /api/campaigns/{id}/review.');
    const sent: { to: string; messageId: string }[] = [];
    for (const to of input.to) {
      const outcome = await deps.mailer.send({
        from: preview.from,
        to,
        replyTo: campaign.replyToEmail,
        subject: `[Test] ${preview.subject}`,
        html: preview.html,
        text: preview.text,
        unsubscribe: null,
        listId: null,
        ...(sender.sesTenant ? { tenant: scope.tenantId } : {}),
        tags: { tenantId: scope.tenantId, test: 'true' },
        track: { opens: false, clicks: false },
      });
      if (outcome.outcome !== 'sent')
        return conflict(`SES did not take the mail to recipient ${sent.length + 1}: ${outcome.detail}`);
      sent.push({ to, messageId: outcome.sesMessageId });
    }
    return ok({ sent });
  };
