import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { executionNameOf } from '../../domain/ids.ts';
import type { Executions } from '../../usecases/ports/effects.ts';
import { lean } from '../lean-client.ts';

/** StartExecution is throttled at 150 to 300 a second for the whole account: patience is part of using it. */
const startAttempts = 8;

/** Starts contact-sequence executions under deterministic names: a second start of the same wait is the same execution. */
export function sfnExecutions(
  stateMachineArn: string,
  client = lean(new SFNClient({ maxAttempts: startAttempts })),
): Executions {
  return {
    start: async (input) => {
      try {
        await client.send(
          new StartExecutionCommand({
            stateMachineArn,
            name: executionNameOf(input, input.generation),
            input: JSON.stringify(input),
          }),
        );
      } catch (cause) {
        if (!(cause instanceof ExecutionAlreadyExists)) throw cause;
      }
    },
  };
}
