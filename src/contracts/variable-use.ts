import * as z from 'zod';

const VariableUse = z
  .object({
    path: z.string().meta({ example: 'custom.plan' }),
    kind: z.enum(['contact', 'custom', 'event', 'system', 'unknown']),
    guarded: z.boolean().meta({ description: 'Wherever it is printed there is a fallback or a condition.' }),
    uses: z.array(
      z.object({
        stepId: z.string().nullable(),
        field: z.enum(['subject', 'previewText', 'html', 'text']),
        guarded: z.boolean(),
      }),
    ),
    lacking: z
      .number()
      .int()
      .nullable()
      .meta({ description: 'Contacts that have no value; null for what is no field of a contact.' }),
  })
  .meta({ id: 'VariableUse' });
export type VariableUse = z.infer<typeof VariableUse>;

export const VariableReport = z
  .object({
    variables: z.array(VariableUse),
    audience: z.object({
      segmentId: z.string().nullable().meta({ description: 'null: all contacts.' }),
      counted: z.number().int().meta({ description: 'Contacts that were looked at.' }),
      total: z
        .number()
        .int()
        .nullable()
        .meta({ description: 'Contacts of the audience; null where nobody counts them.' }),
      exact: z.boolean().meta({
        description:
          'All were looked at. Otherwise `lacking` is estimated for `total` contacts, or, where that is null, for `counted`.',
      }),
    }),
  })
  .meta({ id: 'VariableReport' });
export type VariableReport = z.infer<typeof VariableReport>;
