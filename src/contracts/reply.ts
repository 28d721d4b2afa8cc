import * as z from 'zod';
import { StoredInstant } from './primitives.ts';

export const replyClasses = [
  'human',
  'wants_out',
  'out_of_office',
  'auto_reply',
  'bounce_report',
  'read_receipt',
] as const;
export const ReplyClass = z.enum(replyClasses).meta({
  description: 'Who wrote it: a person (`human`, or `wants_out` who asks for no more mail) or a machine.',
});
export type ReplyClass = z.infer<typeof ReplyClass>;

/** How the mail was found that a reply answers; `possible` by sender and subject only. */
export const replyMatches = ['address', 'reference', 'possible'] as const;
export type ReplyMatch = (typeof replyMatches)[number];

const forwardStates = ['pending', 'yes', 'no', 'failed'] as const;

export const Reply = z
  .object({
    id: z.string(),
    contactId: z.string(),
    campaignId: z.string(),
    stepId: z.string(),
    sendId: z.string(),
    class: ReplyClass,
    match: z.enum(replyMatches).meta({
      description:
        '`possible`: by sender and subject only, or of a class that its writer may not use. Shown, and nothing follows from it.',
    }),
    from: z.string(),
    subject: z.string(),
    excerpt: z.string().meta({ description: 'At most 500 characters, without quoted text.' }),
    returnDate: z.iso.date().nullable().meta({ description: 'Of an out-of-office answer: when its writer is back.' }),
    forwarded: z.enum(forwardStates).default('no').meta({
      description: 'Whether it went on to the mailbox of the sender; `pending` while it is tried.',
    }),
    forwardReason: z.string().nullable().default(null).meta({ description: 'Why it was not forwarded, or failed.' }),
    at: StoredInstant,
  })
  .meta({ id: 'Reply' });
export type Reply = z.infer<typeof Reply>;
