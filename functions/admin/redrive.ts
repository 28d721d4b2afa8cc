import * as z from 'zod';
import { sqsDeadLetters } from '../../src/adapters/sqs/dead-letters.ts';
import { RedriveInput } from '../../src/contracts/redrive.ts';
import { redriveDeadLetters } from '../../src/usecases/operations/redrive-dead-letters.ts';
import { env } from '../env.ts';
import { taskHandler } from '../step.ts';

const Routes = z.record(RedriveInput.shape.queue, z.object({ from: z.string(), to: z.string() }));

/** Called by the owner of the account when an alarm on dead letters rang and its cause is mended (docs/runbook.md). Safe to repeat. */
export const handler = taskHandler(RedriveInput, (input, context) => {
  const routes = Routes.parse(JSON.parse(env('REDRIVE_ROUTES')));
  return redriveDeadLetters({
    lettersOf: (queue) => sqsDeadLetters(routes[queue]),
    remainingMs: () => context.getRemainingTimeInMillis(),
  })(input);
});
