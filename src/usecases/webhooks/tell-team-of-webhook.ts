import type { Webhook } from '../../contracts/webhook.ts';
import { teamMail } from '../delivery/team-mail.ts';
import type { Mailer } from '../ports/effects.ts';
import type { SettingsStore, VerifiedSender } from '../ports/resource-stores.ts';
import type { TenantScope } from '../scope.ts';

export interface Deps {
  readonly settings: Pick<SettingsStore, 'get'>;
  readonly verifiedSender: VerifiedSender;
  readonly mailer: Mailer;
  readonly publicUrl: string;
}

/** Mails people of the organization that a webhook was switched off, and why. */
export type TellTeamOfWebhook = (scope: TenantScope, webhook: Webhook, reason: string) => Promise<void>;

/**
 * Tells those whom guardrails tell as well (`alertEmails` of the settings), if the organization has a verified sender. Once, and only if SES takes
 * it at once: the webhook itself says the same.
 */
export const tellTeamOfWebhook =
  (deps: Deps): TellTeamOfWebhook =>
  async (scope, { id, name, url }, reason) => {
    const { alertEmails } = await deps.settings.get(scope);
    if (alertEmails.length === 0) return;
    const sender = await deps.verifiedSender(scope);
    if (!sender) return;
    const lines = [
      reason,
      `Nothing is told to ${url} any more. Switch it on again once it answers.`,
      `${deps.publicUrl}/api/webhooks/${id}`,
    ];
    const subject = `Switched off: the webhook ${name ?? new URL(url).hostname}`;
    const from = { name: sender.name, email: sender.email };
    for (const to of alertEmails)
      await deps.mailer.send(teamMail(scope, { from, to, subject, lines, notice: 'webhook' }));
  };
