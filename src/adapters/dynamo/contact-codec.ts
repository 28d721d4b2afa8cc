import { Contact } from '../../contracts/contact.ts';
import { shardOf } from '../../domain/ids.ts';
import type { TenantScope } from '../../usecases/scope.ts';
import { fromItem, toItem } from './codec.ts';
import { contactShards, indexKeys, keys } from './keys.ts';
import type { Item } from './table.ts';

/** A profile as stored. Memberships are a map, so that two segments can change it at the same time without reading it. */
export function contactItem(scope: TenantScope, contact: Contact): Item {
  const index = indexKeys.contacts(scope.tenantId, shardOf(contact.id, contactShards), contact.id);
  const segments = Object.fromEntries(contact.segments.map((id) => [id, true]));
  return toItem('contact', keys.contact(scope.tenantId, contact.id), { ...contact, segments }, index);
}

export const readContact = (item: Item): Contact =>
  fromItem(Contact, { ...item, segments: Object.keys(item['segments'] ?? {}) });
