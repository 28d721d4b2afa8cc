import * as z from 'zod';
import { Revenue } from './goal.ts';
import { actorClasses, signNames } from './sighting.ts';

/** What a webhook can be told of, and when each is. */
export const webhookEventWords = {
  'email.sent': 'Amazon SES took a mail.',
  'email.delivered': 'The mail system of the reader took a mail.',
  'email.delayed': 'A mail waits at the mail system of the reader.',
  'email.bounced': 'A mail came back.',
  'email.complained': 'The reader called a mail spam.',
  'email.rejected': 'Amazon SES did not take a mail after all, or could not write it.',
  'email.opened': 'A mail was opened.',
  'email.clicked': 'A link of a mail was followed.',
  'email.replied': 'A person answered a mail.',
  'contact.created': 'A contact was created: by a request, by an event, or from a file.',
  'contact.unsubscribed': 'A contact wants no more mails, or none of `category`.',
  'contact.resubscribed': 'A contact wants mails again, or those of `category`.',
  'contact.suppressed':
    'The address of a contact came on the suppression list: it bounced, complained, or a person put it there.',
  'campaign.launched': 'A campaign began.',
  'campaign.paused': 'A campaign was paused by a person (`user`) or a guardrail.',
  'campaign.resumed': 'A paused campaign runs on, or is scheduled again.',
  'campaign.completed': 'A campaign has nothing left to do.',
  'campaign.archived': 'A campaign was ended for good.',
  'goal.reached': 'The goal event of a campaign was laid to one of its mails.',
  'experiment.decided': 'An A/B test was decided: by its rule, by a person, or without a winner.',
  'webhook.disabled': 'Another webhook of the organization was switched off.',
} as const;
export type WebhookEvent = keyof typeof webhookEventWords;

export const webhookEvents: readonly WebhookEvent[] = Object.keys(webhookEventWords).filter(
  (name): name is WebhookEvent => name in webhookEventWords,
);

/** What a webhook is told of a happening: ids and words, never an address or a name. */
export const WebhookData = z.strictObject({
  campaignId: z.string().optional(),
  stepId: z.string().optional(),
  contactId: z.string().optional(),
  sendId: z.string().optional(),
  webhookId: z.string().optional(),
  eventId: z.string().optional().meta({ description: 'The goal event.' }),
  reason: z.string().optional(),
  source: z.string().optional().meta({ description: 'Where a consent came from, or ended.' }),
  category: z.string().optional().meta({ description: 'Only mails of this category; all mails where it is missing.' }),
  policy: z.string().optional().meta({ description: 'What becomes of mails that fell due in the pause.' }),
  basis: z.string().optional().meta({ description: 'Why the goal was laid to this mail: clicked, opened, delivered.' }),
  value: Revenue.optional(),
  variant: z.string().optional(),
  decidedBy: z.string().optional(),
  link: z.string().optional(),
  bounce: z.strictObject({ type: z.string(), subType: z.string() }).optional(),
  actor: z
    .strictObject({ class: z.enum(actorClasses), score: z.number(), reasons: z.array(z.enum(signNames)) })
    .optional(),
});
export type WebhookData = z.infer<typeof WebhookData>;
