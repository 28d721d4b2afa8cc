import type * as z from 'zod';
import type { TrackingNotification } from '../../contracts/ses-event.ts';
import { readReplyNotice, readSesEvent, refOf, type TrackingEvent } from '../../domain/analytics/tracking-event.ts';

/** `publicUrl` is where the links that no reader can see begin. Turns one notification into the events to record. Mails that are not of a campaign have none. */
export function readNotification(
  notification: z.infer<typeof TrackingNotification>,
  publicUrl: string,
): readonly TrackingEvent[] {
  if ('notificationType' in notification) return [readReplyNotice(notification)];
  const ref = refOf(notification);
  return ref ? readSesEvent(notification, ref, publicUrl) : [];
}
