import type { Clock, Metrics } from '../ports/effects.ts';
import type { EventFiles } from '../ports/event-files.ts';

export interface Deps {
  readonly files: Pick<EventFiles, 'quarantine'>;
  readonly metrics: Metrics;
  readonly clock: Clock;
}

export interface Unreadable {
  readonly id: string;
  readonly body: string;
  readonly why: string;
}

/** Puts a message aside that nobody can read, with the reason, so that no queue works on it for ever and nothing is lost. */
export const quarantine =
  ({ files, metrics, clock }: Deps) =>
  async ({ id, body, why }: Unreadable): Promise<void> => {
    const at = clock.now();
    const folder = `quarantine/${at.slice(0, 10).replaceAll('-', '/')}`;
    await files.quarantine(`${folder}/${id}.json`, JSON.stringify({ at, why, body }));
    metrics.count('QuarantinedEvents');
  };
