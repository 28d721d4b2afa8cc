/** Whose data a use case may touch: from the verified principal only, never from a path or a body. */
export interface TenantScope {
  readonly tenantId: string;
  /** Who asks, for `createdBy` and the audit: `key:pk_…`, `system`. */
  readonly principal: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
}
