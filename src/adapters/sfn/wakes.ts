import { InvalidToken, SendTaskSuccessCommand, SFNClient, TaskDoesNotExist, TaskTimedOut } from '@aws-sdk/client-sfn';
import type { Wakes } from '../../usecases/ports/effects.ts';

const isOver = (cause: unknown): boolean =>
  cause instanceof TaskTimedOut || cause instanceof TaskDoesNotExist || cause instanceof InvalidToken;

/** Wakes executions that wait for an event. A late wake is nothing: the execution went on without it. */
export const sfnWakes = (client = new SFNClient({ maxAttempts: 8 })): Wakes => ({
  wake: async (taskToken) => {
    try {
      await client.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }));
    } catch (cause) {
      if (!isOver(cause)) throw cause;
    }
  },
});
