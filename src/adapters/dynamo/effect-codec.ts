import { Effect } from '../../contracts/effect.ts';
import { fromItem, toItem } from './codec.ts';
import { keys } from './keys.ts';
import type { Item } from './table.ts';

/** Long after the last attempt: what was done stays on the timeline of the enrollment. */
const keptSeconds = 30 * 86_400;

export const effectItem = (effect: Effect): Item =>
  toItem('effect', keys.effect(effect.tenantId, effect.contactId, effect.id), {
    ...effect,
    ttl: Math.floor(Date.parse(effect.plannedAt) / 1000) + keptSeconds,
  });

export const readEffect = (item: Item): Effect => fromItem(Effect, item);
