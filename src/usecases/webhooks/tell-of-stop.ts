import type { Contact } from '../../contracts/contact.ts';
import type { Message } from '../../contracts/message.ts';
import { type Left, stopNotices } from '../../domain/webhooks/contact-notices.ts';
import type { SuppressionList } from '../ports/contact-store.ts';
import type { Clock } from '../ports/effects.ts';
import type { WebhookStore } from '../ports/webhook-store.ts';
import type { TenantScope } from '../scope.ts';
import { asksFor, type Tell } from './tell.ts';

export interface Deps {
  readonly webhooks: Pick<WebhookStore, 'list'>;
  readonly suppressionList: Pick<SuppressionList, 'entriesOf'>;
  readonly tell: Tell;
  readonly clock: Clock;
}

export interface Stopped {
  readonly stop: Left;
  /** As it is after the stop. */
  readonly contact: Contact | undefined;
  /** That led to it. */
  readonly mail: Message | undefined;
}

/** Tells webhooks who left, and whose address nothing may be sent to any more. */
export type TellOfStop = (scope: TenantScope, stopped: Stopped) => Promise<void>;

const types = ['contact.unsubscribed', 'contact.suppressed'] as const;

export const tellOfStop =
  ({ webhooks, suppressionList, tell, clock }: Deps): TellOfStop =>
  async (scope, { stop, contact, mail }) => {
    if (!contact || !(stop.unsubscribe || stop.suppress) || !asksFor(await webhooks.list(scope), types)) return;
    const entries = stop.suppress ? await suppressionList.entriesOf(scope, contact.email) : [];
    const where = mail ? { campaignId: mail.campaignId, stepId: mail.stepId, sendId: mail.sendId } : {};
    await tell(scope, stopNotices(stop, { contact, entries, mail: where, now: clock.now() }));
  };
