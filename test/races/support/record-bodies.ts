import type { TrackingEvent } from '../../../src/domain/analytics/tracking-event.ts';
import { openEnvelope } from '../../../src/usecases/tracking/open-envelope.ts';
import { readNotification } from '../../../src/usecases/tracking/read-notification.ts';

const topic = 'arn:aws:sns:us-east-1:1:mail';
export const site = 'https://mail.example';
const batch = 250;

/** The way of batches of the tracking queue, from the bodies of its messages on. */
export async function recordBodies(
  record: (events: readonly TrackingEvent[]) => Promise<unknown>,
  bodies: readonly string[],
): Promise<void> {
  for (let from = 0; from < bodies.length; from += batch)
    await record(
      bodies.slice(from, from + batch).flatMap((body) => {
        const opened = openEnvelope(body, topic);
        if (!opened.ok) throw new Error(opened.why);
        return readNotification(opened.notification, site);
      }),
    );
}
