import type { WebhookData, WebhookEvent } from './webhook-event.ts';

const ofMail = { campaignId: 'cmp_01', stepId: 'welcome', contactId: 'con_01', sendId: 'snd_01' };
const ofCampaign = { campaignId: 'cmp_01' };
const ofContact = { contactId: 'con_01' };
const byPerson = { actor: { class: 'human' as const, score: 0, reasons: [] } };

/** What each event says, as the documentation shows it. */
export const webhookExamples: { readonly [E in WebhookEvent]: WebhookData } = {
  'email.sent': ofMail,
  'email.delivered': ofMail,
  'email.delayed': ofMail,
  'email.bounced': { ...ofMail, bounce: { type: 'Permanent', subType: 'General' } },
  'email.complained': ofMail,
  'email.rejected': ofMail,
  'email.opened': { ...ofMail, ...byPerson },
  'email.clicked': { ...ofMail, link: 'https://shop.example/spring', ...byPerson },
  'email.replied': ofMail,
  'contact.created': { ...ofContact, source: 'signup_form' },
  'contact.unsubscribed': { ...ofMail, source: 'one_click', category: 'newsletter' },
  'contact.resubscribed': { ...ofContact, source: 'signup_form' },
  'contact.suppressed': { ...ofMail, reason: 'bounced' },
  'campaign.launched': ofCampaign,
  'campaign.paused': { ...ofCampaign, reason: 'guardrail' },
  'campaign.resumed': { ...ofCampaign, policy: 'shift' },
  'campaign.completed': ofCampaign,
  'campaign.archived': ofCampaign,
  'goal.reached': { ...ofMail, eventId: 'evt_01', basis: 'clicked', value: { EUR: 49.9 } },
  'experiment.decided': { ...ofCampaign, stepId: 'welcome', variant: 'b', decidedBy: 'final_test' },
  'webhook.disabled': { webhookId: 'whk_01', reason: 'The receiver answered 410: it wants no more.' },
};
