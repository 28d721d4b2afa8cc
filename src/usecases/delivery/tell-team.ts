import type { Campaign } from '../../contracts/campaign.ts';
import type { Guardrail } from '../../contracts/guardrail.ts';
import type { Mailer } from '../ports/effects.ts';
import type { SenderStore, SettingsStore } from '../ports/resource-stores.ts';
import type { TenantScope } from '../scope.ts';
import { noticeAddress } from './campaign-senders.ts';
import { teamMail } from './team-mail.ts';

export interface Deps {
  readonly settings: Pick<SettingsStore, 'get'>;
  readonly senders: Pick<SenderStore, 'get' | 'findByEmail'>;
  readonly mailer: Mailer;
  readonly publicUrl: string;
}

const subjects: { readonly [L in Guardrail['level']]: string } = {
  warn: 'Watch the campaign',
  pause: 'Paused: the campaign',
  stop: 'Stopped: the campaign',
};

/**
 * Mails the people named in the settings what a guardrail found. Once, and only if SES takes it at once: the campaign itself says the
 * same, and the owner is alarmed apart.
 */
export const tellTeam =
  ({ settings, senders, mailer, publicUrl }: Deps) =>
  async (scope: TenantScope, campaign: Campaign, { level, explanation }: Guardrail): Promise<void> => {
    const { alertEmails } = await settings.get(scope);
    if (alertEmails.length === 0) return;
    const email = await noticeAddress(senders, scope, campaign);
    if (email === undefined) return;
    const lines = [explanation, `${publicUrl}/api/campaigns/${campaign.id}`];
    const from = { name: campaign.fromName ?? campaign.name, email };
    const subject = `${subjects[level]} ${campaign.name}`;
    for (const to of alertEmails) await mailer.send(teamMail(scope, { from, to, subject, lines, notice: 'guardrail' }));
  };
