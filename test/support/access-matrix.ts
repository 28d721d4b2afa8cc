import type { Route } from '../../src/contracts/routes.ts';

/** Somebody whose permissions are known, in an organization of their own. */
export interface Caller {
  readonly name: string;
  readonly may: readonly string[];
}

/** Whose thing the path names. */
export const idKinds = ['foreign', 'missing', 'malformed'] as const;
export type IdKind = (typeof idKinds)[number];

export interface Heard {
  readonly status: number;
  readonly text: string;
}

export type Ask<C extends Caller> = (caller: C, name: string, kind: IdKind) => Promise<Heard>;

const refusal = (permission: string): string => `You lack the permission ${permission}.`;

function lackingBreach(permission: string, heard: readonly Heard[]): string | undefined {
  const wrong = heard.find(({ status, text }) => status !== 403 || !text.includes(refusal(permission)));
  return wrong && `answers ${wrong.status} without ${permission}`;
}

/** Foreign, missing and malformed ids get one answer: 404, the same bytes. */
function idBreach(heard: readonly Heard[]): string | undefined {
  const wrong = heard.find(({ status }) => status !== 404);
  if (wrong) return `answers ${wrong.status} to an id that is not there`;
  return new Set(heard.map(({ text }) => text)).size > 1 ? 'tells a foreign id from a missing one' : undefined;
}

/**
 * Asks every route as every caller, and says where somebody got more than their permissions allow, less, or learned something about
 * what belongs to others. Routes that ask for no permission are left out; one without any is a breach by itself.
 */
export async function breachesOf<C extends Caller>(
  rows: readonly (readonly [name: string, route: Route])[],
  callers: readonly C[],
  ask: Ask<C>,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [name, { permission, path }] of rows) {
    if (permission === undefined) found.push(`${name} asks for no permission`);
    if (permission === undefined || permission === 'public' || permission === 'signed_in') continue;
    const kinds = path.includes('{id}') ? idKinds : (['missing'] as const);
    for (const caller of callers) {
      const heard = await Promise.all(kinds.map((kind) => ask(caller, name, kind)));
      const allowed = caller.may.includes(permission);
      const breach = allowed
        ? path.includes('{id}')
          ? idBreach(heard)
          : heard.find(({ status }) => status === 401 || status === 403) && `refuses ${permission}`
        : lackingBreach(permission, heard);
      if (breach) found.push(`${name} as ${caller.name} ${breach}`);
    }
  }
  return found;
}
