/** Where somebody may do something: an organization, and the scopes there. */
export interface Grant {
  readonly tenantId: string;
  readonly scopes: readonly string[];
}

/**
 * The organization that a request is about: the one it names, else the one joined last. Undefined when it names one that is not among
 * the grants, whether it exists or not; null when it names none and there is none.
 */
export function chooseGrant(grants: readonly Grant[], wanted: string | undefined): Grant | null | undefined {
  return wanted === undefined ? (grants.at(-1) ?? null) : grants.find(({ tenantId }) => tenantId === wanted);
}
