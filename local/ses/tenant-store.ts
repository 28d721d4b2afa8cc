import type { DatabaseSync } from 'node:sqlite';

export const TENANT_SCHEMA = `
CREATE TABLE IF NOT EXISTS tenants (name TEXT PRIMARY KEY, at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS tenant_resources (tenant TEXT NOT NULL, arn TEXT NOT NULL COLLATE NOCASE, PRIMARY KEY (tenant, arn));`;

/** Tenants, and the resources that may send for them. */
export function tenantStore(db: DatabaseSync) {
  const add = db.prepare('INSERT OR IGNORE INTO tenants VALUES (?, ?)');
  const tenant = db.prepare('SELECT at FROM tenants WHERE name = ?');
  const addResource = db.prepare('INSERT OR IGNORE INTO tenant_resources VALUES (?, ?)');
  const resource = db.prepare('SELECT arn FROM tenant_resources WHERE tenant = ? AND arn = ?');
  return {
    add: (name: string, at: number): boolean => add.run(name, at).changes > 0,
    has: (name: string): boolean => tenant.get(name) !== undefined,
    associate: (name: string, arn: string): boolean => addResource.run(name, arn).changes > 0,
    isAssociated: (name: string, arn: string): boolean => resource.get(name, arn) !== undefined,
  };
}

export type TenantStore = ReturnType<typeof tenantStore>;
