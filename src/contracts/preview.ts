import * as z from 'zod';

/** One mail as a contact would get it. */
export const Preview = z
  .object({
    stepId: z.string(),
    subject: z.string(),
    previewText: z.string(),
    html: z.string(),
    text: z.string(),
    missing: z.array(z.string()),
    from: z.object({ name: z.string(), email: z.string() }).nullable().meta({
      description: 'Of a rotation, the sender that the contact would get; null where no From address is set.',
    }),
  })
  .meta({ id: 'Preview' });
