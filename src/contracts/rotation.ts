import * as z from 'zod';

export const RotatedSender = z
  .strictObject({
    senderId: z.string().min(1).max(80),
    weight: z.number().int().min(1).max(1000).default(1).meta({
      description: 'Its share of the contacts, beside the weights of the others.',
    }),
  })
  .meta({ id: 'RotatedSender' });

/** Senders that share the contacts of a campaign. */
export const Rotation = z
  .array(RotatedSender)
  .max(10)
  .refine((senders) => new Set(senders.map(({ senderId }) => senderId)).size === senders.length, {
    error: 'Name each sender once.',
  })
  .meta({
    description:
      'Senders that share the contacts; a contact gets all mails of an enrollment from the same one. Empty: all mails are from fromEmail.',
  });
export type Rotation = z.infer<typeof Rotation>;
