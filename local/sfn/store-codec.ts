import type { SQLOutputValue } from 'node:sqlite';
import * as z from 'zod';
import type { Execution, HistoryEntry } from './execution.ts';

const text = z.string().nullable();
const instant = z.number().nullable();

const ExecutionRow: z.ZodType<Execution> = z.object({
  arn: z.string(),
  machineArn: z.string(),
  name: z.string(),
  input: z.string(),
  startedAt: z.number(),
  expiresAt: instant,
  status: z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']),
  stoppedAt: instant,
  output: text,
  error: text,
  cause: text,
  state: z.string(),
  stateInput: z.string(),
  enteredAt: z.number(),
  phase: z.enum(['run', 'sleep', 'retry', 'token']),
  wakeAt: instant,
  heartbeatAt: instant,
  token: text,
  retries: z.string(),
  transitions: z.number(),
});

const HistoryRow: z.ZodType<HistoryEntry> = z.object({
  seq: z.number(),
  at: z.number(),
  state: z.string(),
  type: z.string(),
  error: text,
  cause: text,
});

type Row = Record<string, SQLOutputValue>;

export const executionFrom = (row: Row): Execution => ExecutionRow.parse(row);
export const historyFrom = (row: Row): HistoryEntry => HistoryRow.parse(row);

const Due = z.object({ arn: z.string(), phase: z.string(), wakeAt: instant, heartbeatAt: instant, expiresAt: instant });
export type Due = z.infer<typeof Due>;
export const dueFrom = (row: Row): Due => Due.parse(row);
