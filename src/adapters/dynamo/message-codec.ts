import { Message } from '../../contracts/message.ts';
import { shardOf } from '../../domain/ids.ts';
import { fromItem, toItem } from './codec.ts';
import { indexKeys, issueShards, keys } from './keys.ts';
import { packSightings, readSightings } from './sighting-codec.ts';
import type { Item } from './table.ts';

/** Why a mail needs attention; a good mail has no issue and costs nothing in the index. */
export function issueOf(message: Message): string | undefined {
  if (message.held) return 'held';
  if (message.status === 'failed' || message.status === 'unknown' || message.status === 'skipped')
    return message.status;
  if (message.flags.complained) return 'complained';
  return message.flags.bounced ? 'bounced' : undefined;
}

export function messageItem(message: Message): Item {
  const issue = issueOf(message);
  const { tenantId, contactId, campaignId, sendId } = message;
  const index = issue && indexKeys.issues(tenantId, campaignId, shardOf(sendId, issueShards), issue, sendId);
  const { seen, delay, from, ...fields } = message;
  const row = { ...fields, ...packSightings(seen), ...(delay ? { delay } : {}), ...(from ? { from } : {}) };
  return toItem('message', keys.message(tenantId, contactId, sendId), row, index || undefined);
}

export const readMessage = (item: Item): Message => fromItem(Message, { ...item, seen: readSightings(item) });
