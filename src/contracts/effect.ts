import * as z from 'zod';
import { OutsideAction } from './action.ts';
import { StoredInstant } from './primitives.ts';

export const effectStatuses = ['pending', 'done', 'failed'] as const;

/** One thing to do outside the contact for one visit of an action step. It is planned with the move and carried out after it. */
export const Effect = z.object({
  id: z.string(),
  tenantId: z.string(),
  campaignId: z.string(),
  contactId: z.string(),
  entry: z.number().int(),
  stepId: z.string(),
  visit: z.number().int(),
  action: OutsideAction,
  status: z.enum(effectStatuses),
  /** What came of it, in words for people; null while it is pending. */
  detail: z.string().nullable(),
  plannedAt: StoredInstant,
  settledAt: StoredInstant.nullable(),
  rev: z.number().int(),
});
export type Effect = z.infer<typeof Effect>;
