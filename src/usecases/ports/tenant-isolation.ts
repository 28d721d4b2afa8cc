/** The mails of an organization apart from those of others, with a reputation of their own. */
export interface TenantIsolation {
  /** Lets an identity send for a tenant, which comes into being with its first one. Repeating it changes nothing. */
  join(tenantId: string, identity: string): Promise<void>;
}
