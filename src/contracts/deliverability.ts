import * as z from 'zod';
import { Guardrail, Sends } from './guardrail.ts';
import { MailboxProvider, ProviderHold, ProviderTrouble } from './provider.ts';
import { Sender } from './resources.ts';

const mails = z.number().int().nullable();

const SenderStanding = Sends.extend({
  senderId: z.string(),
  email: z.string(),
  status: Sender.shape.status,
  paused: z.boolean(),
  capToday: mails.meta({ description: 'Mails it may send today; null: no limit.' }),
  usedToday: mails.meta({ description: 'null without a limit: nothing is counted then.' }),
}).meta({ id: 'SenderStanding', description: 'What a sender sent in the last seven days, of whatever campaign.' });
export type SenderStanding = z.infer<typeof SenderStanding>;

export const ProviderStanding = ProviderTrouble.extend({
  provider: MailboxProvider,
  hold: ProviderHold.nullable().meta({ description: 'null while its mails may leave.' }),
}).meta({
  id: 'ProviderStanding',
  description: 'How a mailbox provider treated the mails of the organization in the last 24 hours.',
});
export type ProviderStanding = z.infer<typeof ProviderStanding>;

export const Deliverability = z
  .object({
    bySender: z.array(SenderStanding),
    byProvider: z.array(ProviderStanding).meta({ description: 'Providers that ever put off or refused a mail.' }),
    guardrail: Guardrail.nullable(),
  })
  .meta({ id: 'Deliverability' });
export type Deliverability = z.infer<typeof Deliverability>;

export const ProviderParams = z.object({ provider: MailboxProvider });
