import type * as z from 'zod';
import type { SesReceived, TrackingNotification } from '../../contracts/ses-event.ts';
import {
  isAutoReply,
  readReply,
  readSesEvent,
  refOf,
  type TrackingEvent,
} from '../../domain/analytics/tracking-event.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { AddressTokens } from '../ports/effects.ts';
import type { JourneyStore } from '../ports/journey-store.ts';
import type { TenantScope } from '../scope.ts';
import { leaveListOf } from './leave-list.ts';
import type { Stop } from './stop-contact.ts';

export interface Deps {
  readonly addresses: Pick<AddressTokens, 'read'>;
  readonly campaigns: Pick<CampaignStore, 'get'>;
  readonly journeys: Pick<JourneyStore, 'messagesOf'>;
}

/** What a notification asks for: events to record, or a stop by mail. */
export interface Reading {
  readonly events: readonly TrackingEvent[];
  readonly stops: readonly { readonly scope: TenantScope; readonly stop: Stop }[];
}

const localPartOf = (address: string): string => address.slice(0, Math.max(0, address.lastIndexOf('@')));

async function readReceived(deps: Deps, received: SesReceived): Promise<Reading> {
  const events: TrackingEvent[] = [];
  const stops: { scope: TenantScope; stop: Stop }[] = [];
  for (const recipient of received.receipt.recipients) {
    const address = await deps.addresses.read(localPartOf(recipient));
    if (!address) continue;
    const scope = { tenantId: address.tenantId, principal: 'system' };
    const message = (await deps.journeys.messagesOf(scope, address.contactId)).find((row) =>
      row.sendId.startsWith(address.sendIdStart),
    );
    if (!message) continue;
    const { contactId, sendId } = message;
    if (address.purpose === 'unsubscribe') {
      const campaign = await deps.campaigns.get(scope, message.campaignId);
      stops.push({ scope, stop: leaveListOf(campaign?.category ?? null, message, 'mailto') });
    } else if (!isAutoReply(received)) {
      events.push(readReply(received, { tenantId: scope.tenantId, contactId, sendId }));
    }
  }
  return { events, stops };
}

/** Turns one SES notification into our words. Mails that are not of a campaign, and automatic answers, ask for nothing. */
export const readNotification =
  (deps: Deps) =>
  async (notification: z.infer<typeof TrackingNotification>): Promise<Reading> => {
    if ('notificationType' in notification) return readReceived(deps, notification);
    const ref = refOf(notification);
    return { events: ref ? readSesEvent(notification, ref) : [], stops: [] };
  };
