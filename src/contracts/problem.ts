import * as z from 'zod';

export const Fault = z
  .object({
    path: z.string().meta({ description: 'Where: body.steps.2.next, query.limit, headers.if-match…' }),
    code: z.string(),
    message: z.string().meta({ description: 'What is wrong and what to write instead.' }),
    line: z.number().int().optional().meta({ description: 'In a text that was not understood: its line, from 1.' }),
    column: z.number().int().optional().meta({ description: 'And the character in the line, from 1.' }),
    expected: z.array(z.string()).readonly().optional().meta({ description: 'What could stand there, in words.' }),
  })
  .meta({ id: 'Fault' });
export type Fault = z.infer<typeof Fault>;

/** An expected refusal of a use case; each code has one HTTP status in `functions/http/problem.ts`. */
export type Problem =
  | { readonly code: 'not_found'; readonly detail: string }
  | { readonly code: 'conflict'; readonly detail: string }
  | { readonly code: 'invalid'; readonly detail: string; readonly faults: readonly Fault[] }
  | { readonly code: 'too_large'; readonly detail: string };

/** Every kind of problem the API answers with, by its status: the fragment of its `type`, its title, and what to do about it. */
export const problemKinds = {
  400: {
    slug: 'bad-request',
    title: 'Bad request',
    meaning: 'The request could not be read: malformed JSON, an unknown query parameter, a malformed header. Mend it.',
  },
  401: {
    slug: 'unauthorized',
    title: 'Unauthorized',
    meaning: 'No API key or access token was sent, or it is unknown, wrong or expired. Send `Authorization: Bearer …`.',
  },
  403: {
    slug: 'forbidden',
    title: 'Forbidden',
    meaning: 'Who asks is known, and lacks the permission of this route.',
  },
  404: {
    slug: 'not-found',
    title: 'Not found',
    meaning: 'There is no such thing in your organization. A missing id and somebody else’s get the same answer.',
  },
  409: {
    slug: 'conflict',
    title: 'Conflict',
    meaning:
      'The state of the thing does not allow this now, or the first request with this Idempotency-Key still runs (see Retry-After).',
  },
  412: {
    slug: 'precondition-failed',
    title: 'Precondition failed',
    meaning: 'If-Match names another revision than the present one. Nothing was changed: read again, then repeat.',
  },
  413: { slug: 'too-large', title: 'Too large', meaning: 'The body exceeds the limit of the route. Split it.' },
  415: {
    slug: 'unsupported-media-type',
    title: 'Unsupported media type',
    meaning: 'The body is of another type than the route reads. The answer names the type to send, in UTF-8.',
  },
  422: {
    slug: 'invalid',
    title: 'Invalid',
    meaning: 'The request was read, and something in it is wrong. `errors` names every fault with its path.',
  },
  429: {
    slug: 'too-many-requests',
    title: 'Too many requests',
    meaning: 'The key or its organization asks too often. Wait for the seconds in Retry-After, then repeat.',
  },
  500: {
    slug: 'internal-error',
    title: 'Internal error',
    meaning: 'A defect or an outage on our side. Tell support the `instance`: it finds the log line.',
  },
} as const;
export type ProblemStatus = keyof typeof problemKinds;

/** RFC 9457 problem details, with every fault at once. */
export const ProblemJson = z
  .object({
    type: z.string().meta({
      format: 'uri-reference',
      description: 'Names the kind of problem; read against the address of the API, it leads to its description.',
      example: '/api/docs#problem-invalid',
    }),
    title: z.string().meta({ example: 'Invalid' }),
    status: z.number().int().meta({ example: 422 }),
    detail: z.string().meta({ example: 'The body has a fault. Nothing was changed.' }),
    instance: z.string().optional().meta({
      format: 'uri-reference',
      description:
        'Names this answer: tell it to support. Left out of 404, which says the same for a missing and a foreign id; there, as everywhere, x-request-id has it.',
      example: '/requests/JKJaXmPLvHcESHA%3D',
    }),
    errors: z.array(Fault).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details.' });
export type ProblemJson = z.infer<typeof ProblemJson>;

/** What the gateway in front of the functions answers by itself. */
export const GatewayMessage = z
  .object({ message: z.string().nullable().meta({ example: 'Unauthorized' }) })
  .meta({ id: 'GatewayMessage', description: 'An answer of the gateway itself, before a function was reached.' });
