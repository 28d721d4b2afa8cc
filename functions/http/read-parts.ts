import * as z from 'zod';
import { useFaultWords } from '../../src/contracts/fault-words.ts';
import type { ProblemStatus } from '../../src/contracts/problem.ts';
import type { Route } from '../../src/contracts/routes.ts';
import { faultsIn } from '../faults.ts';
import { Refused } from './reply.ts';

useFaultWords();

type Part = 'body' | 'query' | 'params';

const namesOf = (schema: z.ZodType): readonly string[] =>
  schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];

/** A part of the request by its schema; throws {@link Refused} with every fault. */
export function parse(schema: z.ZodType | undefined, value: unknown, part: Part, status: ProblemStatus): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  if (part === 'params') throw new Refused(status, 'There is no such thing.');
  const faults = faultsIn(parsed.error, part, namesOf(schema));
  throw new Refused(
    status,
    `The ${part} has ${faults.length === 1 ? 'a fault' : 'faults'}. Nothing was changed.`,
    faults,
  );
}

const noQuery = z.strictObject({});

/** A parameter nobody reads is a mistake: it is refused by name. Links in mails may carry any. */
export const parseQuery = (route: Route, value: unknown): unknown =>
  parse(route.query ?? (route.permission === 'public' ? undefined : noQuery), value, 'query', 400);
