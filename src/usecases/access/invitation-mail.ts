import type { Invitation } from '../../contracts/access.ts';
import { escapeHtml } from '../../domain/content/escape.ts';
import type { OutgoingMail } from '../ports/effects.ts';

export interface InvitationFacts {
  readonly invitation: Invitation;
  readonly organization: string;
  readonly link: string;
  readonly from: string;
  readonly tenantId: string;
}

/** The mail about an invitation. It comes from the installation, not from a tenant, and is not tracked. */
export function invitationMail({ invitation, organization, link, from, tenantId }: InvitationFacts): OutgoingMail {
  const lines = [
    `You are invited to work with ${organization || 'an organization'} on PenguinMails Campaigns, as ${invitation.role.replaceAll('_', ' ')}.`,
    `Sign in as ${invitation.email} and accept here, before ${invitation.expiresAt.slice(0, 10)}:`,
  ];
  const after = 'If you do not know them, do nothing: without you the invitation lapses.';
  return {
    from: { name: 'PenguinMails Campaigns', email: from },
    to: invitation.email,
    replyTo: null,
    subject: `Invitation to ${organization || 'an organization'}`,
    html: [
      ...lines.map((line) => `<p>${escapeHtml(line)}</p>`),
      `<p><a href="${escapeHtml(link)}">Accept the invitation</a></p>`,
      `<p>${escapeHtml(after)}</p>`,
    ].join('\n'),
    text: [...lines, link, after].join('\n\n'),
    unsubscribe: null,
    listId: null,
    tags: { tenantId, notice: 'invitation' },
    track: { opens: false, clicks: false },
  };
}
