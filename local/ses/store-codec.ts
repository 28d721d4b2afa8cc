import type { SQLOutputValue } from 'node:sqlite';
import * as z from 'zod';
import type { Mail, Occurrence } from './mail.ts';

const json = <S extends z.ZodType>(schema: S) =>
  z.string().transform((text, context): z.output<S> => {
    const parsed = schema.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
    context.addIssue({ code: 'custom', message: parsed.error.message });
    return z.NEVER;
  });

const tags = z.record(z.string(), z.array(z.string()));

const MailRow = z.object({
  id: z.number(),
  messageId: z.string(),
  direction: z.enum(['outbound', 'inbound']),
  at: z.number(),
  sender: z.string(),
  recipients: json(z.array(z.string())),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  headers: json(z.array(z.object({ name: z.string(), value: z.string() }))),
  tags: json(tags),
  configurationSet: z.string().nullable(),
  tracksOpens: z.number(),
  links: json(z.array(z.object({ url: z.string(), tags: tags.nullable() }))),
  occurrence: z.number(),
});

export type Row = Record<string, SQLOutputValue>;

export function mailFrom(row: Row): Mail {
  const { sender, tracksOpens, ...rest } = MailRow.parse(row);
  return { ...rest, from: sender, tracksOpens: tracksOpens === 1 };
}

const seen = { ipAddress: z.string(), userAgent: z.string(), isBotEvent: z.enum(['Likely', 'Unlikely']) };
const to = { recipient: z.string() };

const StoredOccurrence: z.ZodType<Occurrence> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Send') }),
  z.object({ type: z.literal('Delivery'), ...to }),
  z.object({ type: z.literal('Bounce'), ...to, bounceType: z.string(), bounceSubType: z.string() }),
  z.object({ type: z.literal('Complaint'), ...to }),
  z.object({ type: z.literal('DeliveryDelay'), ...to }),
  z.object({ type: z.literal('Reject') }),
  z.object({ type: z.literal('Open'), ...seen }),
  z.object({ type: z.literal('Click'), link: z.string(), linkTags: tags.nullable(), ...seen }),
]);

const PendingRow = z.object({
  id: z.number(),
  mailId: z.number(),
  dueAt: z.number(),
  occurrence: json(StoredOccurrence),
});
export type Pending = z.infer<typeof PendingRow>;
export const pendingFrom = (row: Row): Pending => PendingRow.parse(row);

const EventRow = z.object({ type: z.string(), at: z.number(), detail: json(z.record(z.string(), z.unknown())) });
/** An event published for a mail: `at` in milliseconds since 1970, `detail` the event's own object. */
export type MailEvent = z.infer<typeof EventRow>;
export const eventFrom = (row: Row): MailEvent => EventRow.parse(row);

const SuppressedRow = z.object({ address: z.string(), reason: z.string(), at: z.number() });
export type Suppressed = z.infer<typeof SuppressedRow>;
export const suppressedFrom = (row: Row): Suppressed => SuppressedRow.parse(row);

const Named = z.object({ name: z.string() });
export const nameFrom = (row: Row): string => Named.parse(row).name;

const Counted = z.object({ count: z.number() });
export const countFrom = (row: Row | undefined): number => Counted.parse(row).count;

const Blob = z.object({ raw: z.instanceof(Uint8Array) });
export const rawFrom = (row: Row): Buffer => Buffer.from(Blob.parse(row).raw);
