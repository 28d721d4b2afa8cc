/** Everything that can be allowed. Each route of the API asks for one of these; roles and keys are sets of them. */
export const permissions = [
  'campaigns:read',
  'campaigns:write',
  'campaigns:launch',
  'contacts:read',
  'contacts:write',
  'content:read',
  'content:write',
  'settings:read',
  'settings:write',
  'members:read',
  'members:write',
  'owners:write',
  'keys:read',
  'keys:write',
  'comments:write',
  'approvals:decide',
  'audit:read',
  'privacy:erase',
] as const;
export type Permission = (typeof permissions)[number];
