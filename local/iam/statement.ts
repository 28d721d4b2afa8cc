import * as z from 'zod';
import { type Context, compileConditions } from './conditions.ts';
import { actionGlob, glob, type Matcher } from './glob.ts';

const oneOrMore = z.union([z.string().transform((text) => [text]), z.array(z.string())]);
const scalars = z
  .union([z.string(), z.boolean(), z.number(), z.array(z.union([z.string(), z.boolean(), z.number()]))])
  .transform((value) => (Array.isArray(value) ? value : [value]).map(String));
const PrincipalBlock = z.union([
  z.literal('*').transform(() => ({ AWS: ['*'], Service: ['*'] })),
  z.strictObject({ AWS: oneOrMore.default([]), Service: oneOrMore.default([]) }),
]);

/** NotAction, NotResource and NotPrincipal are refused: a policy that is read wrongly is worse than none. */
const StatementBlock = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMore,
  Resource: oneOrMore.default(['*']),
  Condition: z.record(z.string(), z.record(z.string(), scalars)).default({}),
  Principal: PrincipalBlock.optional(),
});
export type StatementBlock = z.input<typeof StatementBlock>;
const Document = z.object({
  Statement: z.preprocess((value) => (Array.isArray(value) ? value : [value]), z.array(StatementBlock)),
});

export interface Statement {
  /** `<policy>#<index>`: logical ids of the template, so that it means the same in every run. */
  readonly id: string;
  /** The role it belongs to, or the service it admits. */
  readonly principal: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Whom a resource policy speaks of; undefined in the policy of a role. */
  readonly principals: { readonly AWS: readonly string[]; readonly Service: readonly string[] } | undefined;
  coversAction(action: string): boolean;
  covers(resource: string, context: Context): boolean;
}

/** Reads a policy document with its intrinsics resolved; throws a sentence that names `owner` and what is not understood. */
export function readDocument(owner: string, document: unknown, principal?: string): Statement[] {
  const parsed = Document.safeParse(document);
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new Error(`${owner}: the embedded cloud cannot evaluate this policy: ${issues.join('; ')}`);
  }
  return parsed.data.Statement.map((block, index) => compiled(`${owner}#${index}`, block, principal));
}

function compiled(id: string, block: z.output<typeof StatementBlock>, principal: string | undefined): Statement {
  const { Effect, Action, Resource, Principal, Condition } = block;
  const conditions = compileConditions(Condition, id);
  const any = (matchers: readonly Matcher[], text: string): boolean => matchers.some((matches) => matches(text));
  const [actions, resources] = [Action.map(actionGlob), Resource.map(glob)];
  return {
    id,
    principal: principal ?? [...(Principal?.Service ?? []), ...(Principal?.AWS ?? [])].join(', '),
    effect: Effect,
    actions: Action,
    resources: Resource,
    principals: Principal,
    coversAction: (action) => any(actions, action),
    covers: (resource, context) => any(resources, resource) && conditions.every((holds) => holds(context)),
  };
}
