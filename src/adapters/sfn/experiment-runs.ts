import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { experimentRunOf } from '../../domain/ids.ts';
import type { ExperimentRuns } from '../../usecases/ports/experiment-store.ts';
import { lean } from '../lean-client.ts';

const startAttempts = 8;

/** Starts executions of the experiment machine under deterministic names: a second start of the same looks is the same execution. */
export const sfnExperimentRuns = (
  stateMachineArn: string,
  client = lean(new SFNClient({ maxAttempts: startAttempts })),
): ExperimentRuns => ({
  start: async (input) => {
    try {
      const name = experimentRunOf(input, input.generation);
      await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
    } catch (cause) {
      if (!(cause instanceof ExecutionAlreadyExists)) throw cause;
    }
  },
});
