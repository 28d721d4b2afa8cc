/** Keyed hash of a normalised address: rows name people without holding their address. */
export type EmailHash = (tenantId: string, email: string) => Promise<string>;
