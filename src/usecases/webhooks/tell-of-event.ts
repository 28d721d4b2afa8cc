import type { TrackingEvent } from '../../domain/analytics/tracking-event.ts';
import { noticeOf } from '../../domain/webhooks/notice.ts';
import type { LedgerStore } from '../ports/journey-store.ts';
import { type Deps as TellDeps, tellWebhooks } from './tell-webhooks.ts';

export interface Deps extends TellDeps {
  readonly ledger: Pick<LedgerStore, 'getMessages'>;
}

/** Seconds to wait, each time, for an open or click to be recorded. */
const waitSeconds: readonly number[] = [10, 60, 600];

/**
 * Tells webhooks of an event of a mail. Who opened or clicked is known once it is recorded: until then the event waits. One that never
 * is recorded, as of a contact that is not to be watched, nobody is told of. Answers with the seconds to wait, or undefined when done.
 */
export const tellOfEvent =
  (deps: Deps) =>
  async (event: TrackingEvent, received: number): Promise<number | undefined> => {
    const scope = { tenantId: event.ref.tenantId, principal: 'system' };
    if ((await deps.webhooks.list(scope)).length === 0) return undefined;
    const [message] = await deps.ledger.getMessages([event.ref]);
    if (!message) return undefined;
    const isSeen = event.type === 'opened' || event.type === 'clicked';
    if (isSeen && !message.seen.some(({ id }) => id === event.id)) return waitSeconds[received - 1];
    const notice = noticeOf(event, message);
    if (notice) await tellWebhooks(deps)(scope, [notice]);
    return undefined;
  };
