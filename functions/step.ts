import type { Context } from 'aws-lambda';
import type * as z from 'zod';
import { logger } from './logger.ts';

/** A Lambda called by Step Functions, the Scheduler or the owner: parses its input; errors keep their names for ASL's `ErrorEquals`. */
export function taskHandler<S extends z.ZodType, R>(
  schema: S,
  work: (input: z.output<S>, context: Context) => Promise<R>,
) {
  return async (event: unknown, context: Context): Promise<R> => {
    try {
      return await work(schema.parse(event), context);
    } catch (error) {
      logger.error('task failed', { error });
      throw error;
    }
  };
}
