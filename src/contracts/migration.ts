import * as z from 'zod';

export const MigrationDecision = z
  .discriminatedUnion(
    'do',
    [
      z.strictObject({ do: z.literal('stay') }),
      z.strictObject({
        do: z.literal('move'),
        to: z.string().min(1).max(64).meta({ description: 'The step to go on at.' }),
      }),
      z.strictObject({ do: z.literal('exit') }),
    ],
    { error: 'Give `do` as one of stay, move, exit.' },
  )
  .meta({ id: 'MigrationDecision' });
export type MigrationDecision = z.infer<typeof MigrationDecision>;

/** What becomes of contacts who are on their way when a version is published. */
export const Migration = z
  .strictObject({
    migrate: z.enum(['stay', 'move']).default('stay').meta({
      description:
        '`stay`: contacts on their way keep their version. `move`: they go on in the new one, at the step they stand on.',
    }),
    decisions: z.record(z.string().max(64), MigrationDecision).default({}).meta({
      description: 'By step: what becomes of those who stand there. Steps that the new version lacks need one.',
    }),
  })
  .meta({ id: 'Migration' });
export type Migration = z.infer<typeof Migration>;

export const MigrationPlan = z
  .object({
    stay: z.number().int(),
    move: z.number().int(),
    exit: z.number().int(),
    undecided: z.number().int().meta({ description: 'Contacts on steps that the new version lacks.' }),
    steps: z.array(
      z.object({
        stepId: z.string().nullable(),
        contacts: z.number().int(),
        fate: z.enum(['stay', 'move', 'exit', 'undecided']),
        to: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'MigrationPlan' });
export type MigrationPlan = z.infer<typeof MigrationPlan>;
