import { describe, expect, it } from 'vitest';
import { newSettings, Sender } from '../../../src/contracts/resources.ts';
import type { OutgoingMail } from '../../../src/usecases/ports/effects.ts';
import { tellTeamOfWebhook } from '../../../src/usecases/webhooks/tell-team-of-webhook.ts';
import { at } from '../../support/builders.ts';
import { aWebhook } from '../../support/webhooks.ts';

const scope = { tenantId: 'ten_1', principal: 'system' };
const now = at('2026-11-25T09:00Z');
const sender = Sender.parse({
  ...{ id: 'snd_1', email: 'news@example.com', name: 'News', status: 'verified' },
  ...{ createdAt: now, updatedAt: now },
});

async function mailsFor(alertEmails: string[], from: Sender | undefined = sender, name: string | null = null) {
  const mails: OutgoingMail[] = [];
  await tellTeamOfWebhook({
    settings: {
      get: async () => ({ ...newSettings({ organization: '', postalAddress: '', timezone: 'UTC' }, 0), alertEmails }),
    },
    verifiedSender: async () => from,
    mailer: {
      send: async (mail) => {
        mails.push(mail);
        return { outcome: 'sent', sesMessageId: 'ses-1' };
      },
    },
    publicUrl: 'https://mail.example',
  })(scope, aWebhook(['email.sent'], { url: 'https://hooks.example/a?b=<c>', name }), 'It answered 410.');
  return mails;
}

describe('the people of an organization whose webhook was switched off', () => {
  it('each get a mail with the reason, the address and where to switch it on', async () => {
    const mails = await mailsFor(['ann@example.com', 'bob@example.com']);
    expect(mails.map(({ to, from }) => [to, from.email])).toEqual([
      ['ann@example.com', 'news@example.com'],
      ['bob@example.com', 'news@example.com'],
    ]);
    expect(mails[0]?.subject).toBe('Switched off: the webhook hooks.example');
    expect(mails[0]?.text).toContain('It answered 410.');
    expect(mails[0]?.text).toContain('https://mail.example/api/webhooks/whk_1');
    expect(mails[0]?.html).toContain('&lt;c&gt;');
    expect(mails[0]?.html).not.toContain('<c>');
    expect((await mailsFor(['ann@example.com'], sender, 'CRM'))[0]?.subject).toBe('Switched off: the webhook CRM');
  });

  it('get none where nobody is named', async () => {
    expect(await mailsFor([])).toEqual([]);
  });
});
