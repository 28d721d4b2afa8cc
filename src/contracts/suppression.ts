import * as z from 'zod';
import { CategoryName } from './category.ts';
import { StoredInstant } from './primitives.ts';

/** Why nothing may be sent to an address, the gravest first. */
export const suppressionReasons = ['complained', 'bounced', 'unsubscribed', 'manual'] as const;
export type SuppressionReason = (typeof suppressionReasons)[number];

/** When each reason was first given. Reasons never replace one another, so their order cannot matter. */
export const SuppressionFacts = z.object({
  complained: StoredInstant.optional(),
  bounced: StoredInstant.optional(),
  unsubscribed: StoredInstant.optional(),
  manual: StoredInstant.optional(),
});
export type SuppressionFacts = z.infer<typeof SuppressionFacts>;

/** An address as it stands on the list, for mails of one category or of all. */
export interface Suppression {
  /** Keyed hash of the address: the list holds no addresses. */
  readonly id: string;
  readonly category: string | null;
  readonly facts: SuppressionFacts;
}

const entry = {
  category: z.string().nullable().meta({ description: 'Only mails of this category; null: all mails.' }),
  reason: z.enum(suppressionReasons).meta({ description: 'The gravest of its reasons.' }),
  at: StoredInstant.meta({ description: 'When that reason was first given.' }),
};

export const SuppressionView = z
  .object({
    id: z.string().meta({ description: 'Keyed hash of the address, which is kept nowhere on the list.' }),
    ...entry,
    contact: z
      .object({ id: z.string(), email: z.string().meta({ example: 'a***@example.com' }) })
      .nullable()
      .meta({ description: 'The contact who has the address, masked; null when nobody has.' }),
  })
  .meta({ id: 'Suppression' });
export type SuppressionView = z.infer<typeof SuppressionView>;

export const SuppressionCheck = z
  .object({
    email: z.string(),
    suppressed: z.boolean().meta({ description: 'For mails of all categories.' }),
    entries: z.array(z.object(entry)),
  })
  .meta({ id: 'SuppressionCheck' });
export type SuppressionCheck = z.infer<typeof SuppressionCheck>;

export const NewSuppressions = z
  .strictObject({
    emails: z.array(z.string().max(320)).min(1).max(1000),
    reason: z.literal('manual').default('manual'),
    category: CategoryName.nullable().default(null),
  })
  .meta({ id: 'NewSuppressions' });
export type NewSuppressions = z.infer<typeof NewSuppressions>;
