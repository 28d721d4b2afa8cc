import { type Permission, permissions } from './permissions.ts';

export const roles = ['owner', 'admin', 'campaign_manager', 'compliance_officer', 'editor', 'viewer'] as const;
export type Role = (typeof roles)[number];

const reading = [
  'campaigns:read',
  'contacts:read',
  'content:read',
  'settings:read',
  'members:read',
] as const satisfies readonly Permission[];

const editing = [
  ...reading,
  'campaigns:write',
  'contacts:write',
  'content:write',
  'comments:write',
] as const satisfies readonly Permission[];

/** Who may do what. Only owners make, change and remove owners; only those who may launch can set mail going. */
export const rolePermissions: { readonly [R in Role]: readonly Permission[] } = {
  owner: permissions,
  admin: permissions.filter((permission) => permission !== 'owners:write'),
  campaign_manager: [...editing, 'campaigns:launch'],
  compliance_officer: [...reading, 'comments:write', 'approvals:decide', 'audit:read'],
  editor: editing,
  viewer: reading,
};
