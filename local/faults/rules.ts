import * as z from 'zod';

/** What can be done to a call, a delivery or an invocation. */
const Kind = z.enum([
  'throttle',
  'timeout',
  'lost_reply',
  'duplicate',
  'delay',
  'crash_before',
  'crash_after',
  'partial_batch',
  'shuffle',
]);
export type FaultKind = z.infer<typeof Kind>;

const Service = z.enum([
  'dynamodb',
  'sqs',
  'sns',
  's3',
  'states',
  'scheduler',
  'ses',
  'secretsmanager',
  'lambda',
  'events',
]);
const count = z.int().min(1);

const Rule = z
  .strictObject({
    /** `rule-1`, `rule-2`… when left out. */
    id: z.string().min(1).optional(),
    service: Service,
    action: z.string().min(1).optional(),
    /** Logical id of the calling function, or how it begins; of deliveries, the queue's name. */
    principal: z.string().min(1).optional(),
    /** Text in the body. */
    contains: z.string().min(1).optional(),
    probability: z.number().min(0).max(1).optional(),
    nth: count.optional(),
    nths: z.array(count).min(1).optional(),
    /** Hits at most. */
    times: count.optional(),
    kind: Kind,
    delayMs: z.int().min(0).max(60_000).optional(),
    /** Further deliveries of a duplicated or shuffled event. */
    copies: z.int().min(1).max(5).optional(),
  })
  .superRefine((rule, context) => {
    for (const { path, message } of faultsIn(rule)) context.addIssue({ code: 'custom', path: [path], message });
  });
export type Rule = z.infer<typeof Rule>;

export const FaultInput = z
  .strictObject({ seed: z.union([z.number(), z.string()]).default(1), rules: z.array(Rule) })
  .superRefine(({ rules }, context) => {
    const ids = rules.map(idOf);
    for (const [index, id] of ids.entries()) {
      if (ids.indexOf(id) < index)
        context.addIssue({ code: 'custom', path: ['rules', index, 'id'], message: `${id} is taken by another rule` });
    }
  });
export type FaultInput = z.input<typeof FaultInput>;

export const idOf = ({ id }: { readonly id?: string | undefined }, index: number): string => id ?? `rule-${index + 1}`;

interface Fault {
  readonly path: string;
  readonly message: string;
}

/** Batches that AWS may process in part. */
const PARTIAL: Readonly<Record<string, readonly string[]>> = {
  dynamodb: ['BatchGetItem', 'BatchWriteItem'],
  sqs: ['SendMessageBatch', 'DeleteMessageBatch'],
};
const OF_DELIVERIES: readonly FaultKind[] = ['duplicate', 'delay', 'shuffle'];
const REPEATING: readonly FaultKind[] = ['duplicate', 'shuffle'];
const OF_INVOCATIONS: readonly FaultKind[] = ['crash_before', 'crash_after'];

type Draft = z.output<z.ZodObject<(typeof Rule)['shape']>>;

/** Each check with the member it is about; all that fail are named at once. */
const checks: readonly (readonly [path: string, message: string, broken: (rule: Draft) => boolean])[] = [
  [
    'probability',
    'only one of probability, nth and nths says when a rule hits',
    ({ probability, nth, nths }) => [probability, nth, nths].filter((when) => when !== undefined).length > 1,
  ],
  ['delayMs', 'a delay needs delayMs', ({ kind, delayMs }) => kind === 'delay' && delayMs === undefined],
  [
    'action',
    "the action of events is 'deliver'",
    ({ service, action }) => service === 'events' && action !== 'deliver',
  ],
  [
    'kind',
    `events can be ${OF_DELIVERIES.join(', ')}`,
    ({ service, kind }) => service === 'events' && !OF_DELIVERIES.includes(kind),
  ],
  ['kind', 'only events can be shuffled', ({ service, kind }) => service !== 'events' && kind === 'shuffle'],
  [
    'kind',
    `invocations can ${OF_INVOCATIONS.join(', ')}`,
    (rule) => isInvocation(rule) && !OF_INVOCATIONS.includes(rule.kind),
  ],
  [
    'kind',
    'partial_batch is for dynamodb BatchGetItem and BatchWriteItem, sqs SendMessageBatch and DeleteMessageBatch',
    ({ service, action = '', kind }) => kind === 'partial_batch' && !PARTIAL[service]?.includes(action),
  ],
  [
    'copies',
    'copies are of duplicated or shuffled events',
    ({ service, kind, copies }) => copies !== undefined && (service !== 'events' || !REPEATING.includes(kind)),
  ],
];

const isInvocation = ({ service, action }: Pick<Draft, 'service' | 'action'>): boolean =>
  service === 'lambda' && action === 'invoke';

function faultsIn(rule: Draft): Fault[] {
  return checks.filter(([, , broken]) => broken(rule)).map(([path, message]) => ({ path, message }));
}
