import type { SQLOutputValue } from 'node:sqlite';
import * as z from 'zod';
import type { Action } from './plan.ts';
import { type Settings, Settings as SettingsSchema } from './profile.ts';
import { machineKinds } from './reply.ts';

const seen = z.object({ ipAddress: z.string(), userAgent: z.string(), isBotEvent: z.enum(['Likely', 'Unlikely']) });
const ActionSchema: z.ZodType<Action> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('open'), seen }),
  z.object({ kind: z.literal('click'), link: z.number(), seen }),
  z.object({ kind: z.literal('complain') }),
  z.object({ kind: z.literal('reply'), mood: z.number() }),
  z.object({ kind: z.literal('machine_reply'), by: z.enum(machineKinds) }),
  z.object({ kind: z.literal('unsubscribe') }),
]);

const Row = z.object({
  id: z.number(),
  mailId: z.number(),
  address: z.string(),
  dueAt: z.number(),
  attempt: z.number(),
  action: z.string().transform((text) => ActionSchema.parse(JSON.parse(text))),
});
/** An action to come; `dueAt` in milliseconds since 1970. */
export type PendingAction = z.infer<typeof Row>;

export const actionFrom = (row: Record<string, SQLOutputValue>): PendingAction => Row.parse(row);

const Json = z.object({ json: z.string() });
export const settingsFrom = (row: Record<string, SQLOutputValue>): Settings =>
  SettingsSchema.parse(JSON.parse(Json.parse(row).json));

const Count = z.object({ count: z.number() });
export const countFrom = (row: Record<string, SQLOutputValue> | undefined): number => Count.parse(row).count;
