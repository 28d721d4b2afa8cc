import * as z from 'zod';
import { WrittenDuration } from '../blocks/block.ts';
import { EmailContent } from '../schema.ts';

const Then = z.union([z.string().min(1).max(300), z.array(z.string().min(1).max(300)).min(1).max(10)]).meta({
  description:
    'What follows: send_email("x"), goto("x"), exit_sequence("reason"), end(), add_tag("x"), remove_tag("x"), start_campaign("x"), or a list of them.',
});

const If = z.strictObject({
  if: z.string().min(1).max(20_000).meta({ description: 'A rule (docs/rules.md), for example email_opened.' }),
  wait: WrittenDuration.optional().meta({ description: 'Then the conditions are judged once more.' }),
  // biome-ignore lint/suspicious/noThenProperty: the specification calls it so.
  then: Then.optional(),
});
const Else = z.strictObject({
  // biome-ignore lint/suspicious/noThenProperty: the specification calls it so.
  else: z.strictObject({ then: Then.optional() }).nullable(),
  // biome-ignore lint/suspicious/noThenProperty: the specification calls it so.
  then: Then.optional(),
});

/** A step as the specification writes it: a mail, a wait, and what follows on which conditions. Each part may be left out. */
export const SpecStep = z
  .strictObject({
    id: z.string().min(1).max(64).optional(),
    email_id: z.string().min(1).max(64).optional().meta({
      description: 'Names the mail: its content stands here, under `emails`, or in the email template of this name.',
    }),
    ...EmailContent.shape,
    wait_duration: WrittenDuration.optional().meta({ description: 'After the mail, before the conditions.' }),
    conditions: z
      .array(z.union([If, Else]))
      .max(10)
      .optional(),
    // biome-ignore lint/suspicious/noThenProperty: the specification calls it so.
    then: Then.optional(),
  })
  .meta({ id: 'SpecStep' });
export type SpecStep = z.infer<typeof SpecStep>;

export const SpecSequence = z
  .array(z.union([SpecStep, z.strictObject({ sequence_step: SpecStep })]))
  .min(1)
  .max(60);

export const Emails = z
  .record(z.string().min(1).max(64), EmailContent)
  .meta({ description: 'Contents of the mails that a sequence names.' });
export type Emails = z.infer<typeof Emails>;
