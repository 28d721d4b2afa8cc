import { randomBytes } from 'node:crypto';
import { dnsResolver } from '../src/adapters/dns/resolver.ts';
import { apiKeyStore } from '../src/adapters/dynamo/api-key-store.ts';
import { campaignStore } from '../src/adapters/dynamo/campaign-store.ts';
import { contactStore } from '../src/adapters/dynamo/contact-store.ts';
import { contactWalk } from '../src/adapters/dynamo/contact-walk.ts';
import { crowdStore } from '../src/adapters/dynamo/crowd-store.ts';
import { effectStore } from '../src/adapters/dynamo/effect-store.ts';
import { eventStore } from '../src/adapters/dynamo/event-store.ts';
import { experimentStore } from '../src/adapters/dynamo/experiment-store.ts';
import { holdoutStore } from '../src/adapters/dynamo/holdout-store.ts';
import { idempotencyStore } from '../src/adapters/dynamo/idempotency-store.ts';
import { journeyStore } from '../src/adapters/dynamo/journey-store.ts';
import { ledgerStore } from '../src/adapters/dynamo/ledger-store.ts';
import { planStore } from '../src/adapters/dynamo/plan-store.ts';
import { providerStore } from '../src/adapters/dynamo/provider-store.ts';
import { rateStore } from '../src/adapters/dynamo/rate-store.ts';
import { refreshStore } from '../src/adapters/dynamo/refresh-store.ts';
import { replyStore } from '../src/adapters/dynamo/reply-store.ts';
import { senderStore, settingsStore } from '../src/adapters/dynamo/resource-stores.ts';
import { scoreStore } from '../src/adapters/dynamo/score-store.ts';
import { segmentStore } from '../src/adapters/dynamo/segment-store.ts';
import { segmentUses } from '../src/adapters/dynamo/segment-uses.ts';
import { senderQuota } from '../src/adapters/dynamo/sender-quota.ts';
import { sendingDays as daysOfSenders } from '../src/adapters/dynamo/sending-days.ts';
import { serviceAccountStore } from '../src/adapters/dynamo/service-account-store.ts';
import { campaignTemplateStore, templateStore } from '../src/adapters/dynamo/shelf-store.ts';
import { statsStore } from '../src/adapters/dynamo/stats-store.ts';
import { suppressionList as listOfSuppressions, suppressionStore } from '../src/adapters/dynamo/suppression-store.ts';
import { Table } from '../src/adapters/dynamo/table.ts';
import { teamStore } from '../src/adapters/dynamo/team-store.ts';
import { exportStore, importStore } from '../src/adapters/dynamo/transfer-store.ts';
import { triggerStore } from '../src/adapters/dynamo/trigger-store.ts';
import { deliveryStore, webhookStore } from '../src/adapters/dynamo/webhook-store.ts';
import { holidayCalendar } from '../src/adapters/holidays/holiday-calendar.ts';
import { eventBridgeSchedules } from '../src/adapters/scheduler/schedules.ts';
import { signing } from '../src/adapters/secrets/signing.ts';
import { sfnExecutions } from '../src/adapters/sfn/executions.ts';
import { sfnExperimentRuns } from '../src/adapters/sfn/experiment-runs.ts';
import { sqsQueues } from '../src/adapters/sqs/queues.ts';
import { makeId } from '../src/domain/ids.ts';
import {
  cachedCampaigns,
  cachedExperiments,
  cachedSettings,
  cachedWebhooks,
  senderCacheMs,
} from '../src/usecases/cached-stores.ts';
import { announceContacts } from '../src/usecases/contacts/announce-contacts.ts';
import { noteActivity } from '../src/usecases/contacts/note-activity.ts';
import type { Blobs, Clock, Ids } from '../src/usecases/ports/effects.ts';
import { tellAskers } from '../src/usecases/webhooks/tell.ts';
import { tellOfStop } from '../src/usecases/webhooks/tell-of-stop.ts';
import { env } from './env.ts';
import { metrics as cloudWatchMetrics } from './metrics.ts';
import { once } from './once.ts';

/*
 * The composition root. Each part is built only where it is used, and a bundle holds only the parts its entry point names: the pure
 * marks let the bundler drop the others.
 */
export const table = /* @__PURE__ */ once(() => new Table(env('TABLE_NAME')));
const sign = /* @__PURE__ */ once(() => signing(env('SECRET_ARN')));

export const metrics = cloudWatchMetrics;
export const clock: Clock = { now: () => new Date().toISOString() };
export const ids: Ids = { next: (kind) => makeId(kind, Date.now(), randomBytes(16)) };

export const tokens = () => sign().tokens;
export const webhookSecrets = () => sign().webhookSecrets;
export const addresses = () => sign().addresses;
export const addressHash = () => sign().hashAddress;
const s3 = /* @__PURE__ */ once(async () => (await import('../src/adapters/s3/blobs.ts')).s3Blobs(env('BUCKET_NAME')));
/** Loaded when first used: most invocations need nothing from S3. */
export const blobs = (): Blobs => ({
  putJson: async (key, value) => (await s3()).putJson(key, value),
  getJson: async (key) => (await s3()).getJson(key),
});
export const campaigns = /* @__PURE__ */ once(() => campaignStore(table(), tokens(), blobs));
/** For the hot paths: a campaign up to a second old (design/table: how a stop beats a send). */
export const recentCampaigns = /* @__PURE__ */ once(() => cachedCampaigns(campaigns(), 1_000, Date.now));
/** For the sender, which must see a pause before it is acknowledged (pauseDrainMs). */
export const sendersCampaigns = /* @__PURE__ */ once(() => cachedCampaigns(campaigns(), senderCacheMs, Date.now));
export const contacts = /* @__PURE__ */ once(() => contactStore(table(), tokens(), sign().hash));
export const suppressions = /* @__PURE__ */ once(() => suppressionStore(table(), sign().hash));
export const suppressionList = /* @__PURE__ */ once(() => listOfSuppressions(table(), tokens(), sign().hash));
export const scores = /* @__PURE__ */ once(() => scoreStore(table(), clock.now));
export const segments = /* @__PURE__ */ once(() => segmentStore(table(), tokens()));
export const refreshes = /* @__PURE__ */ once(() => refreshStore(table()));
export const uses = /* @__PURE__ */ once(() => segmentUses(table()));
export const walk = /* @__PURE__ */ once(() => contactWalk(table()));
export const events = /* @__PURE__ */ once(() => eventStore(table()));
export const effects = /* @__PURE__ */ once(() => effectStore(table()));
export const triggers = /* @__PURE__ */ once(() => triggerStore(table()));
export const journeys = /* @__PURE__ */ once(() => journeyStore(table(), tokens(), sign().hash));
export const holdouts = /* @__PURE__ */ once(() => holdoutStore(table()));
export const replies = /* @__PURE__ */ once(() => replyStore(table(), tokens()));
export const crowds = /* @__PURE__ */ once(() => crowdStore(table()));
export const ledger = /* @__PURE__ */ once(() => ledgerStore(table()));
export const experiments = /* @__PURE__ */ once(() => experimentStore(table()));
/** For the hot paths: a test up to a second old. */
export const recentExperiments = /* @__PURE__ */ once(() => cachedExperiments(experiments(), 1_000, Date.now));
export const webhooks = /* @__PURE__ */ once(() => webhookStore(table()));
/** Every event of a mail asks for them. */
export const recentWebhooks = /* @__PURE__ */ once(() => cachedWebhooks(webhooks(), Date.now));
export const deliveries = /* @__PURE__ */ once(() => deliveryStore(table(), tokens));
export const plans = /* @__PURE__ */ once(() => planStore(table()));
export const stats = /* @__PURE__ */ once(() => statsStore(table()));
export const templates = /* @__PURE__ */ once(() => templateStore(table(), tokens()));
export const campaignTemplates = /* @__PURE__ */ once(() => campaignTemplateStore(table(), tokens()));
export const senders = /* @__PURE__ */ once(() => senderStore(table(), tokens()));
export const sendingDays = /* @__PURE__ */ once(() => daysOfSenders(table()));
export const providers = /* @__PURE__ */ once(() => providerStore(table()));
export const quota = /* @__PURE__ */ once(() => senderQuota(table()));
export const settings = /* @__PURE__ */ once(() => settingsStore(table()));
/** For the hot paths: settings change rarely, and a minute old is new enough. */
export const recentSettings = /* @__PURE__ */ once(() => cachedSettings(settings(), Date.now));
export const activityNoter = /* @__PURE__ */ once(() =>
  noteActivity({ contacts: contacts(), settings: recentSettings(), scores: scores(), clock }),
);
export const holidays = /* @__PURE__ */ once(() => holidayCalendar());
export const apiKeys = /* @__PURE__ */ once(() => apiKeyStore(table()));
export const team = /* @__PURE__ */ once(() => teamStore(table()));
export const serviceAccounts = /* @__PURE__ */ once(() => serviceAccountStore(table()));
export const keyedRequests = /* @__PURE__ */ once(() => idempotencyStore(table()));
export const rates = /* @__PURE__ */ once(() => rateStore(table()));
export const queues = /* @__PURE__ */ once(() =>
  sqsQueues({
    plan: () => env('PLAN_QUEUE_URL'),
    enrol: () => env('ENROL_QUEUE_URL'),
    outbox: () => env('OUTBOX_QUEUE_URL'),
    effects: () => env('EFFECTS_QUEUE_URL'),
    events: () => env('EVENTS_QUEUE_URL'),
    transfers: () => env('TRANSFERS_QUEUE_URL'),
    tracking: () => env('TRACKING_QUEUE_URL'),
    webhooks: () => env('WEBHOOKS_QUEUE_URL'),
  }),
);
export const tell = /* @__PURE__ */ once(() => tellAskers({ webhooks: recentWebhooks(), queues: queues() }));
export const stopTeller = /* @__PURE__ */ once(() =>
  tellOfStop({ webhooks: recentWebhooks(), suppressionList: suppressionList(), tell: tell(), clock }),
);
export const imports = /* @__PURE__ */ once(() => importStore(table(), tokens()));
export const exports = /* @__PURE__ */ once(() => exportStore(table(), tokens()));
export const announce = /* @__PURE__ */ once(() =>
  announceContacts({ triggers: triggers(), events: events(), queues: queues(), tell: tell() }),
);
export const executions = /* @__PURE__ */ once(() => sfnExecutions(env('STATE_MACHINE_ARN')));
export const experimentRuns = /* @__PURE__ */ once(() => sfnExperimentRuns(env('EXPERIMENT_MACHINE_ARN')));
export const schedules = /* @__PURE__ */ once(() =>
  eventBridgeSchedules({
    groupName: env('SCHEDULE_GROUP'),
    queueArn: env('PLAN_QUEUE_ARN'),
    roleArn: env('SCHEDULE_ROLE_ARN'),
  }),
);
export const dns = /* @__PURE__ */ once(() => dnsResolver(env('DNS_SERVERS').split(',').filter(Boolean)));
