import { describe, expect, it } from 'vitest';
import type { ProviderState, ProviderTrouble } from '../../../src/contracts/provider.ts';
import type { ProviderWord } from '../../../src/domain/delivery/provider-brake.ts';
import { later } from '../../../src/domain/later.ts';
import { providerHolds } from '../../../src/usecases/delivery/provider-holds.ts';
import { releaseProvider } from '../../../src/usecases/delivery/release-provider.ts';
import type { ProviderStore } from '../../../src/usecases/ports/provider-store.ts';
import { watchProviders } from '../../../src/usecases/tracking/watch-providers.ts';
import { at } from '../../support/builders.ts';

const scope = { tenantId: 'ten_1', principal: 'system' };

function stage() {
  const world = {
    now: at('2026-11-25T09:00Z'),
    rows: new Map<string, ProviderState>(),
    counted: [] as (ProviderTrouble & { hour: string })[],
    metrics: [] as string[],
    lists: 0,
    writes: 0,
    /** So many others change the row before us. */
    rivals: 0,
  };
  const providers: ProviderStore = {
    get: async (_, provider) => world.rows.get(provider),
    list: async () => {
      world.lists += 1;
      return [...world.rows.values()];
    },
    save: async (_, state, seenRev) => {
      world.writes += 1;
      if (world.rivals > 0) {
        world.rivals -= 1;
        return false;
      }
      if ((world.rows.get(state.provider)?.rev ?? 0) !== seenRev) return false;
      world.rows.set(state.provider, state);
      return true;
    },
    count: async (_, __, hour, trouble) => void world.counted.push({ hour, ...trouble }),
    troubleSince: async () => ({ deferred: 0, refused: 0, complained: 0 }),
  };
  const clock = { now: () => world.now };
  const watch = watchProviders({ providers, clock, metrics: { count: (name) => void world.metrics.push(name) } });
  const holds = providerHolds({ providers, clock });
  const say = (word: ProviderWord, count: number, provider: 'google' | 'yahoo' = 'google') =>
    watch(
      scope,
      Array.from({ length: count }, () => ({ provider, word })),
    );
  const holdOf = (email: string) => holds.holdOf(scope, email);
  return { world, say, holdOf, release: () => releaseProvider({ providers })(scope, 'google') };
}

describe('a provider that takes all mails', () => {
  it('costs no write', async () => {
    const { world, say } = stage();
    for (let i = 0; i < 10; i++) await say('taken', 50);
    expect(world).toMatchObject({ writes: 0, counted: [] });
  });
});

describe('a provider that refuses', () => {
  it('is judged by its good outcomes too, which were not written', async () => {
    const { world, say } = stage();
    for (let i = 0; i < 4; i++) {
      await say('taken', 95);
      await say('refused', 15);
    }
    expect(world.rows.get('google')?.hold).toBeNull();
    await say('refused', 5);
    expect(world.rows.get('google')?.hold).not.toBeNull();
  });

  it('is counted by the hour, held with an alarm, and released by itself', async () => {
    const { world, say, holdOf } = stage();
    await say('deferred', 20);
    expect(world.counted).toEqual([{ hour: '2026-11-25T09', deferred: 20, refused: 0, complained: 0 }]);
    expect(world.metrics).toEqual(['ProviderHolds']);
    expect(await holdOf('ann@gmail.com')).toMatchObject({ rule: 'provider_hold', until: at('2026-11-25T10:00Z') });
    expect(await holdOf('ann@yahoo.com')).toBeUndefined();
    world.now = at('2026-11-25T10:00Z');
    expect(await holdOf('ann@gmail.com')).toBeUndefined();
  });

  it('is noted although others write at the same time', async () => {
    const { world, say } = stage();
    world.rivals = 3;
    await say('refused', 20);
    expect(world.rows.get('google')?.hold?.hours).toBe(1);
  });

  it('is read once a minute, however many mails ask', async () => {
    const { world, holdOf } = stage();
    for (let i = 0; i < 100; i++) await holdOf('ann@gmail.com');
    expect(world.lists).toBe(1);
    world.now = later(world.now, 60_000);
    await holdOf('ann@gmail.com');
    expect(world.lists).toBe(2);
  });

  it('may be released by hand, as often as one likes', async () => {
    const { world, say, holdOf, release } = stage();
    await say('refused', 20);
    for (let i = 0; i < 2; i++)
      expect(await release()).toEqual({ ok: true, value: { provider: 'google', hold: null } });
    expect(await holdOf('ann@gmail.com')).toBeUndefined();
    expect(world.rows.get('google')).toMatchObject({ recent: '', hold: null });
  });
});
