import * as z from 'zod';
import { NewContact } from './contact.ts';
import { EmailAddress, Instant, StoredInstant } from './primitives.ts';
import { PropertyTest } from './rule.ts';

export const EventName = z
  .string()
  .regex(/^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$/, {
    error: 'Name events with lower-case letters, digits, underscores and dots, for example order.completed.',
  })
  .max(64)
  .meta({ description: 'The name of an event.', example: 'order.completed' });

/** All of them must hold. */
export const PropertyFilters = z.array(PropertyTest).max(10);

/** Something that happened to a contact, as it is kept. */
export const ContactEvent = z.object({
  id: z.string(),
  contactId: z.string(),
  name: z.string(),
  at: StoredInstant,
  properties: z.record(z.string(), z.json()),
  receivedAt: StoredInstant,
});
export type ContactEvent = z.infer<typeof ContactEvent>;

const far = { error: 'At most five levels deep and 100 values.' };
const sizeOf = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? Object.values(value).reduce((sum: number, one) => sum + sizeOf(one), 1)
    : 1;
const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;

export const NewEvent = z
  .strictObject({
    id: z
      .string()
      .min(1)
      .max(128)
      .optional()
      .meta({ description: 'Your own id: the same id again, within 30 days, is the same event.' }),
    name: EventName,
    contactId: z.string().min(1).max(80).optional(),
    email: EmailAddress.optional().meta({ description: 'Instead of contactId.' }),
    contact: NewContact.omit({ email: true })
      .partial()
      .optional()
      .meta({ description: 'Fields of the contact to create where nobody has this email yet.' }),
    at: Instant.optional().meta({ description: 'When it happened; now when absent. At most five minutes ahead.' }),
    properties: z
      .record(z.string().min(1).max(80), z.json())
      .refine((properties) => depthOf(properties) <= 5 && sizeOf(properties) <= 100, far)
      .default({}),
  })
  .refine(({ contactId, email }) => (contactId === undefined) !== (email === undefined), {
    path: ['contactId'],
    error: 'Name the contact by contactId or by email: one of the two.',
  })
  .meta({ id: 'NewEvent' });
export type NewEvent = z.infer<typeof NewEvent>;

export const maxEventsPerRequest = 500;

export const NewEvents = z
  .union([NewEvent, z.strictObject({ events: z.array(NewEvent).min(1).max(maxEventsPerRequest) })])
  .meta({ id: 'NewEvents', description: 'One event, or up to 500.' });

export const EventReceipt = z
  .object({
    id: z.string(),
    contactId: z.string(),
    duplicate: z.boolean().meta({ description: 'An event with this id was there already; nothing was added.' }),
  })
  .meta({ id: 'EventReceipt' });
export type EventReceipt = z.infer<typeof EventReceipt>;
