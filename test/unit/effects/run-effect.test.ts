import { describe, expect, it } from 'vitest';
import type { Effect } from '../../../src/contracts/effect.ts';
import { type Deps, retrySeconds, runEffect } from '../../../src/usecases/effects/run-effect.ts';
import type { WebhookReply } from '../../../src/usecases/ports/effect-store.ts';
import { aContact, at } from '../../support/builders.ts';

const effect: Effect = {
  id: 'eff_1',
  tenantId: 'ten_1',
  campaignId: 'cmp_1',
  contactId: 'con_1',
  entry: 1,
  stepId: 'hook',
  visit: 1,
  action: { type: 'webhook', url: 'https://example.com/hook' },
  status: 'pending',
  detail: null,
  plannedAt: at('2026-11-25T09:00:00Z'),
  settledAt: null,
  rev: 0,
};
const work = { tenantId: 'ten_1', contactId: 'con_1', effectId: 'eff_1' };

function world(reply: WebhookReply, stored: Effect = effect, contact: object | null = aContact()) {
  const settled: Effect[] = [];
  const sent: string[] = [];
  const deps = {
    effects: { get: async () => stored, settle: async (one: Effect) => void settled.push(one) },
    contacts: { get: async () => contact ?? undefined },
    webhooks: {
      send: async ({ id }: { id: string }) => {
        sent.push(id);
        return reply;
      },
    },
    webhookSecrets: { secretOf: async () => 'whsec_x' },
    clock: { now: () => at('2026-11-25T09:01:00Z') },
  } as unknown as Deps;
  return { run: (received: number) => runEffect(deps)(work, received), settled, sent };
}

describe('an effect', () => {
  it('that the receiver took is done', async () => {
    const { run, settled } = world({ kind: 'answered', status: 204 });
    expect(await run(1)).toBeUndefined();
    expect(settled).toMatchObject([{ status: 'done', settledAt: at('2026-11-25T09:01:00Z') }]);
  });

  it.each([[500], [503], [429], [408]])(
    'that was answered with %i is tried again later and later, under the same id',
    async (status) => {
      const { run, settled, sent } = world({ kind: 'answered', status });
      const waits = [];
      for (let received = 1; received <= retrySeconds.length; received++) waits.push(await run(received));
      expect(waits).toEqual([5, 300, 1_800, 7_200, 18_000, 36_000, 36_000]);
      expect(settled).toEqual([]);
      expect(await run(retrySeconds.length + 1)).toBeUndefined();
      expect(settled).toMatchObject([{ status: 'failed' }]);
      expect(new Set(sent)).toEqual(new Set(['eff_1']));
    },
  );

  it.each([[400], [404], [410], [302]])('that was answered with %i is given up at once', async (status) => {
    const { run, settled } = world({ kind: 'answered', status });
    expect(await run(1)).toBeUndefined();
    expect(settled).toMatchObject([{ status: 'failed', detail: expect.stringContaining(String(status)) }]);
  });

  it('that may not be carried out at all is given up at once', async () => {
    const { run, settled } = world({ kind: 'refused', detail: 'not public' });
    await run(1);
    expect(settled).toMatchObject([{ status: 'failed', detail: 'not public' }]);
  });

  it('that was settled before is left alone', async () => {
    const { run, sent } = world({ kind: 'answered', status: 200 }, { ...effect, status: 'done' });
    expect(await run(1)).toBeUndefined();
    expect(sent).toEqual([]);
  });

  it('for a contact who was deleted is given up', async () => {
    const { run, settled, sent } = world({ kind: 'answered', status: 200 }, effect, null);
    await run(1);
    expect(settled).toMatchObject([{ status: 'failed', detail: 'The contact was deleted.' }]);
    expect(sent).toEqual([]);
  });
});
