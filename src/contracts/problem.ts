import * as z from 'zod';

export const Fault = z
  .object({
    path: z.string().meta({ description: 'Where: body.steps.2.next, query.limit…' }),
    code: z.string(),
    message: z.string().meta({ description: 'What is wrong and what to write instead.' }),
  })
  .meta({ id: 'Fault' });
export type Fault = z.infer<typeof Fault>;

/** An expected refusal of a use case; each code has one HTTP status in `functions/http.ts`. */
export type Problem =
  | { readonly code: 'not_found'; readonly detail: string }
  | { readonly code: 'conflict'; readonly detail: string }
  | { readonly code: 'invalid'; readonly detail: string; readonly faults: readonly Fault[] }
  | { readonly code: 'too_large'; readonly detail: string };

/** RFC 9457 problem details, with every fault at once. */
export const ProblemJson = z
  .object({
    type: z.string().meta({ example: 'about:blank' }),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    instance: z.string().optional(),
    errors: z.array(Fault).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details.' });
export type ProblemJson = z.infer<typeof ProblemJson>;
