import { contentHashOf } from '../../domain/ids.ts';
import type { Clock } from '../ports/effects.ts';
import type { EventFiles } from '../ports/event-files.ts';

export interface Deps {
  readonly files: Pick<EventFiles, 'archive'>;
  readonly clock: Clock;
}

interface Message {
  readonly id: string;
  readonly body: string;
}

/** One line, whatever the message is: text that is no JSON is kept as a string. */
function lineOf({ body }: Message): string {
  try {
    return JSON.stringify(JSON.parse(body));
  } catch {
    return JSON.stringify(body);
  }
}

/** Keeps events as they came, a file a batch, by the hour of arrival in UTC. A batch that comes again within the hour replaces its file. */
export const archiveEvents =
  ({ files, clock }: Deps) =>
  async (messages: readonly Message[]): Promise<void> => {
    if (messages.length === 0) return;
    const [day = '', hour = ''] = clock.now().slice(0, 13).split('T');
    const name = contentHashOf(
      messages
        .map(({ id }) => id)
        .toSorted()
        .join('|'),
    ).slice(0, 24);
    await files.archive(`events/${day.replaceAll('-', '/')}/${hour}/${name}.jsonl.gz`, messages.map(lineOf));
  };
