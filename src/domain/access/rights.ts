import { type Permission, permissions } from '../../contracts/permissions.ts';
import { rolePermissions, roles } from '../../contracts/roles.ts';

const wordsOf = (scope: string): readonly string[] => {
  if (scope === '*') return permissions;
  const role = roles.find((one) => one === scope);
  return role ? rolePermissions[role] : [scope];
};

/** What scopes allow: permissions, roles, or `*` for everything. Unknown words allow nothing. */
export function permissionsOf(scopes: readonly string[]): readonly Permission[] {
  const allowed = new Set(scopes.flatMap(wordsOf));
  return permissions.filter((permission) => allowed.has(permission));
}

/** Whether somebody with `held` may give `wanted` to others: nobody gives what they do not have. */
export const mayGive = (held: readonly Permission[], wanted: readonly Permission[]): boolean =>
  wanted.every((permission) => held.includes(permission));

/** What is left of scopes in the hands of an owner who has these rights now. */
export const atMost = (scopes: readonly string[], owner: readonly string[]): readonly Permission[] => {
  const ceiling = permissionsOf(owner);
  return permissionsOf(scopes).filter((permission) => ceiling.includes(permission));
};
