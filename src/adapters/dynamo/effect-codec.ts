import { Effect } from '../../contracts/effect.ts';
import { fromItem, toItem } from './codec.ts';
import { secondsAfter } from './expiry.ts';
import { keys } from './keys.ts';
import type { Item } from './table.ts';

/** Long after the last attempt: what was done stays on the timeline of the enrollment. */
const keptDays = 30;

export const effectItem = (effect: Effect): Item =>
  toItem('effect', keys.effect(effect.tenantId, effect.contactId, effect.id), {
    ...effect,
    ttl: secondsAfter(effect.plannedAt, keptDays),
  });

export const readEffect = (item: Item): Effect => fromItem(Effect, item);
