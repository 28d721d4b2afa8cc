import type { Effect } from '../../contracts/effect.ts';
import type { EffectWork } from '../../contracts/work.ts';
import { assertNever } from '../../domain/assert-never.ts';
import type { ContactStore } from '../ports/contact-store.ts';
import type { EffectStore } from '../ports/effect-store.ts';
import type { Clock } from '../ports/effects.ts';
import type { TenantScope } from '../scope.ts';
import { callWebhook, type WebhookDeps } from './call-webhook.ts';
import { type NotifyDeps, notifyTeam } from './notify-team.ts';
import { type StartDeps, startCampaign } from './start-campaign.ts';

export interface Deps extends WebhookDeps, NotifyDeps, StartDeps {
  readonly contacts: Pick<ContactStore, 'get' | 'getMany'>;
  readonly effects: EffectStore;
  readonly clock: Clock;
}

/** What came of an attempt: `later` is worth another one. */
export type Attempt =
  | { readonly outcome: 'done' | 'failed'; readonly detail: string }
  | { readonly outcome: 'later'; readonly detail: string };

/** Seconds before each further attempt, as Standard Webhooks advises: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 10 h. */
export const retrySeconds: readonly number[] = [5, 300, 1_800, 7_200, 18_000, 36_000, 36_000];

function attempt(deps: Deps, scope: TenantScope, effect: Effect): Promise<Attempt> {
  const { action } = effect;
  switch (action.type) {
    case 'webhook':
      return callWebhook(deps, scope, effect, action);
    case 'notify':
      return notifyTeam(deps, scope, effect, action);
    case 'start_campaign':
      return startCampaign(deps, scope, effect, action);
    default:
      return assertNever(action);
  }
}

/**
 * Carries out one effect; `received` is how often its message has come, from 1. Answers with the seconds to the next attempt, or
 * undefined when it is settled. An effect that is settled already is left alone; one that dies between doing and noting is done again:
 * receivers are given its id to tell.
 */
export const runEffect =
  (deps: Deps) =>
  async (work: EffectWork, received: number): Promise<number | undefined> => {
    const scope = { tenantId: work.tenantId, principal: 'system' };
    const effect = await deps.effects.get(scope, work.contactId, work.effectId);
    if (effect?.status !== 'pending') return undefined;
    const result = await attempt(deps, scope, effect);
    const again = result.outcome === 'later' ? retrySeconds[received - 1] : undefined;
    if (again !== undefined) return again;
    const status = result.outcome === 'done' ? 'done' : 'failed';
    await deps.effects.settle({ ...effect, status, detail: result.detail, settledAt: deps.clock.now() });
    return undefined;
  };
