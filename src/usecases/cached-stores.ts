import type { CampaignStore } from './ports/campaign-store.ts';
import type { ExperimentStore } from './ports/experiment-store.ts';
import type { SenderStore, SettingsStore } from './ports/resource-stores.ts';
import type { WebhookStore } from './ports/webhook-store.ts';
import { remembered } from './remembered.ts';
import type { TenantScope } from './scope.ts';

/** How old a campaign may be that a sender claims by. */
export const senderCacheMs = 500;
/**
 * How long a pause is not acknowledged: every sender that read the campaign before it has made its claim by then, or sees the pause.
 */
export const pauseDrainMs = 1_000;
/** Settings and senders change rarely. */
const minuteMs = 60_000;
/** Every event of a mail asks for the webhooks. */
const webhooksMs = 10_000;

type NowMs = () => number;
const tenantOf = ({ tenantId }: TenantScope): string => tenantId;
const named = ({ tenantId }: TenantScope, name: string): string => `${tenantId}|${name}`;

/** Campaigns as they were up to `maxAgeMs` ago; their versions never change. */
export const cachedCampaigns = (
  store: Pick<CampaignStore, 'get' | 'getVersion'>,
  maxAgeMs: number,
  nowMs: NowMs,
): Pick<CampaignStore, 'get' | 'getVersion'> => ({
  get: remembered(store.get, { keyOf: named, maxAgeMs, nowMs }),
  getVersion: store.getVersion,
});

/** Tests as they were up to `maxAgeMs` ago: a whole audience asks about the same one. */
export const cachedExperiments = (
  store: Pick<ExperimentStore, 'get'>,
  maxAgeMs: number,
  nowMs: NowMs,
): Pick<ExperimentStore, 'get'> => ({
  get: remembered(store.get, {
    keyOf: ({ tenantId }, { campaignId, stepId }) => `${tenantId}|${campaignId}|${stepId}`,
    maxAgeMs,
    nowMs,
  }),
});

export const cachedSettings = (store: Pick<SettingsStore, 'get'>, nowMs: NowMs): Pick<SettingsStore, 'get'> => ({
  get: remembered(store.get, { keyOf: tenantOf, maxAgeMs: minuteMs, nowMs }),
});

export const cachedSenders = (
  store: Pick<SenderStore, 'get' | 'findByEmail'>,
  nowMs: NowMs,
): Pick<SenderStore, 'get' | 'findByEmail'> => ({
  get: remembered(store.get, { keyOf: named, maxAgeMs: minuteMs, nowMs }),
  findByEmail: remembered(store.findByEmail, { keyOf: named, maxAgeMs: minuteMs, nowMs }),
});

export const cachedWebhooks = <S extends Pick<WebhookStore, 'list'>>(store: S, nowMs: NowMs): S => ({
  ...store,
  list: remembered(store.list, { keyOf: tenantOf, maxAgeMs: webhooksMs, nowMs }),
});
