import type { Permission } from '../contracts/permissions.ts';

/** Whose data a use case may touch: from the verified principal only, never from a path or a body. */
export interface TenantScope {
  readonly tenantId: string;
  /** Who asks, for `createdBy` and the audit: `person:…`, `key:…`, `system`. */
  readonly principal: string;
}

/** A verified principal in an organization; `tenantId` is empty while they belong to none. */
export interface Actor extends TenantScope {
  readonly permissions: readonly Permission[];
}

const personStart = 'person:';
export const principalOf = (personId: string): string => `${personStart}${personId}`;
/** The id of the person that a principal is; undefined for keys and the system. */
export const personIdOf = (principal: string): string | undefined =>
  principal.startsWith(personStart) ? principal.slice(personStart.length) : undefined;

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
}
