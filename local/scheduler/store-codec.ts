import type { SQLOutputValue } from 'node:sqlite';
import * as z from 'zod';
import { readSchedule, type Schedule } from './schedule.ts';

type Row = Record<string, SQLOutputValue>;

const ScheduleRow = z.object({
  groupName: z.string(),
  name: z.string(),
  body: z.string(),
  createdAt: z.number(),
  modifiedAt: z.number(),
  nextAt: z.number().nullable(),
  clientToken: z.string().nullable(),
  fromTemplate: z.number(),
});

/** A schedule as stored; instants are milliseconds since 1970, `nextAt` null when it will not fire any more. */
export interface StoredSchedule extends Omit<z.infer<typeof ScheduleRow>, 'fromTemplate'> {
  readonly schedule: Schedule;
  readonly fromTemplate: boolean;
}

export function scheduleFrom(row: Row): StoredSchedule {
  const stored = ScheduleRow.parse(row);
  return {
    ...stored,
    fromTemplate: stored.fromTemplate === 1,
    schedule: readSchedule(JSON.parse(stored.body), stored.createdAt),
  };
}

const DeliveryRow = z.object({
  id: z.number(),
  groupName: z.string(),
  name: z.string(),
  target: z.string(),
  scheduledAt: z.number(),
  attempt: z.number(),
  dueAt: z.number(),
  recurring: z.number(),
});
/** One firing on its way to its target: `attempt` counts the failed tries. */
export type Delivery = z.infer<typeof DeliveryRow>;
export const deliveryFrom = (row: Row): Delivery => DeliveryRow.parse(row);

const GroupRow = z.object({ name: z.string(), createdAt: z.number() });
export type Group = z.infer<typeof GroupRow>;
export const groupFrom = (row: Row): Group => GroupRow.parse(row);
