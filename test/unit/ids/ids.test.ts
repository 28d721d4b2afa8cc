import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { executionNameOf, makeId, sendIdOf, shardOf } from '../../../src/domain/ids.ts';

const key = { tenantId: 't', campaignId: 'c', contactId: 'p', entry: 1 };

describe('ids', () => {
  it('order by time and carry what they name', () => {
    const early = makeId('contact', 1_700_000_000_000, new Uint8Array(16).fill(255));
    const late = makeId('contact', 1_700_000_000_001, new Uint8Array(16));
    expect(early < late).toBe(true);
    expect(early).toMatch(/^con_[0-9a-z]{26}$/);
  });

  it('of a send are the same for the same visit and others for every other', () => {
    expect(sendIdOf(key, 's', 1)).toBe(sendIdOf({ ...key }, 's', 1));
    const all = [
      sendIdOf(key, 's', 1),
      sendIdOf(key, 's', 2),
      sendIdOf(key, 'r', 1),
      sendIdOf({ ...key, entry: 2 }, 's', 1),
    ];
    expect(new Set(all).size).toBe(4);
    expect(all[0]).toMatch(/^[0-9a-z]{26}$/);
  });

  it('of an execution fit into 80 characters', () => {
    expect(executionNameOf(key, 12345).length).toBeLessThanOrEqual(80);
  });

  it('fall into a shard that exists', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.integer({ min: 1, max: 16 }),
        (text, shards) => shardOf(text, shards) >= 0 && shardOf(text, shards) < shards,
      ),
    );
  });
});
