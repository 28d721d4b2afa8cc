import * as z from 'zod';
import { EmailAddress, Tag } from './primitives.ts';

const fieldValue = z.union([z.string().max(1000), z.number(), z.boolean(), z.null()]);
const listId = z.string().min(1).max(80);

/** Changes of the contact itself: they commit together with its move. */
export const ContactAction = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('update_contact'), set: z.record(z.string().min(1).max(80), fieldValue) }),
  z.strictObject({ type: z.literal('add_tag'), tag: Tag }),
  z.strictObject({ type: z.literal('remove_tag'), tag: Tag }),
  z.strictObject({ type: z.literal('adjust_score'), by: z.number().int().min(-1000).max(1000) }),
  z.strictObject({
    type: z.literal('move_to_list'),
    list: listId.meta({ description: 'A static segment the contact joins.' }),
    from: listId.optional().meta({ description: 'A static segment the contact leaves.' }),
  }),
]);
export type ContactAction = z.infer<typeof ContactAction>;

/** What happens outside the contact: it is carried out once the move is committed, at least once. */
export const OutsideAction = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('webhook'),
    url: z.url({ protocol: /^https?$/, error: 'Give an https URL.' }).max(2000),
    data: z.record(z.string().min(1).max(80), fieldValue).optional().meta({ description: 'Sent along unchanged.' }),
  }),
  z.strictObject({
    type: z.literal('notify'),
    to: z.array(EmailAddress).min(1).max(10).meta({ description: 'People of the team.' }),
    subject: z.string().trim().min(1).max(200),
    text: z.string().max(5000).default(''),
  }),
  z.strictObject({ type: z.literal('start_campaign'), campaignId: z.string().min(1).max(80) }),
]);
export type OutsideAction = z.infer<typeof OutsideAction>;

export const Action = z
  .discriminatedUnion('type', [...ContactAction.options, ...OutsideAction.options], {
    error:
      'Give `type` as one of update_contact, add_tag, remove_tag, adjust_score, move_to_list, webhook, notify, start_campaign.',
  })
  .meta({ id: 'Action' });
export type Action = z.infer<typeof Action>;
