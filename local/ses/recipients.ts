import type { Mail } from './mail.ts';

export type Fate = 'delivered' | 'bounced_hard' | 'bounced_soft';

/** Who reads the mail: decides whether it arrives and hears when it has. */
export interface Recipients {
  fate(mail: Mail, recipient: string): Fate;
  /** Called once the Delivery event is out; again after a kill, so it must be idempotent. */
  delivered(mail: Mail, recipient: string): void;
}

/** Mail arrives everywhere and nobody reads it. */
export const silentRecipients: Recipients = { fate: () => 'delivered', delivered: () => undefined };
