import { setTimeout } from 'node:timers/promises';
import type { Campaign } from '../../src/contracts/campaign.ts';
import type { Problem } from '../../src/contracts/problem.ts';
import { ok, type Result } from '../../src/domain/result.ts';
import { type Creation, createdOnce } from '../../src/usecases/access/created-once.ts';
import { expecting, type Precondition } from '../../src/usecases/access/precondition.ts';
import { pauseDrainMs } from '../../src/usecases/cached-stores.ts';
import { archiveCampaign, deleteCampaign, pauseCampaign } from '../../src/usecases/campaigns/change-status.ts';
import { cloneCampaign } from '../../src/usecases/campaigns/clone-campaign.ts';
import { createCampaign } from '../../src/usecases/campaigns/create-campaign.ts';
import { getCampaign } from '../../src/usecases/campaigns/get-campaign.ts';
import { launchCampaign } from '../../src/usecases/campaigns/launch-campaign.ts';
import { resumeCampaign } from '../../src/usecases/campaigns/resume-campaign.ts';
import { reviewCampaign } from '../../src/usecases/campaigns/review-campaign.ts';
import { getSteps, replaceSteps, validateSteps } from '../../src/usecases/campaigns/steps.ts';
import { updateCampaign } from '../../src/usecases/campaigns/update-campaign.ts';
import {
  getVersion,
  listVersions,
  previewMigration,
  publishVersion,
  restoreVersion,
} from '../../src/usecases/campaigns/versions.ts';
import { getDeliverability } from '../../src/usecases/delivery/get-deliverability.ts';
import { publishedSequences } from '../../src/usecases/engine/published-sequence.ts';
import { decideExperiment } from '../../src/usecases/experiments/decide-experiment.ts';
import type { Ids } from '../../src/usecases/ports/effects.ts';
import type { Outcome } from '../../src/usecases/problems.ts';
import type { TenantScope } from '../../src/usecases/scope.ts';
import { compileBlocks } from '../compile-blocks.ts';
import * as deps from '../deps.ts';
import { finishedMails } from '../finished-mails.ts';
import { apiHandler } from '../http.ts';

const base = (ifMatch?: Precondition) => ({
  campaigns: expecting(deps.campaigns(), ifMatch),
  segments: deps.segments(),
  templates: deps.templates(),
  compileBlocks,
  contacts: deps.contacts(),
  senders: deps.senders(),
  clock: deps.clock,
  ids: deps.ids,
});
const launching = (ifMatch?: Precondition) => ({
  ...base(ifMatch),
  finishedMails,
  settings: deps.settings(),
  plans: deps.plans(),
  queues: deps.queues(),
  tell: deps.tell(),
  schedules: deps.schedules(),
  triggers: deps.triggers(),
  uses: deps.uses(),
  stats: deps.stats(),
  sendingDays: deps.sendingDays(),
  quota: deps.quota(),
  providers: deps.providers(),
});
const publishing = (ifMatch?: Precondition) => ({
  ...base(ifMatch),
  journeys: deps.journeys(),
  readSequence: publishedSequences(deps.campaigns()),
  experiments: deps.experiments(),
  blobs: deps.blobs(),
  queues: deps.queues(),
  tell: deps.tell(),
});
const stopping = (ifMatch?: Precondition) => ({
  ...base(ifMatch),
  schedules: deps.schedules(),
  queues: deps.queues(),
  tell: deps.tell(),
  drained: () => setTimeout(pauseDrainMs),
});

const created = (scope: TenantScope, creation: Creation, create: (ids: Ids) => Outcome<Campaign>) =>
  createdOnce(creation, 'campaign', (id) => deps.campaigns().get(scope, id), create);

const changed = (result: Result<Campaign, Problem>) =>
  result.ok ? ok({ success: true as const, campaign: result.value }) : result;

export const handler = apiHandler('campaigns', {
  createCampaign: ({ scope, body, creation }) =>
    created(scope, creation, (ids) => createCampaign({ ...base(), ids })(scope, body)),
  listCampaigns: async ({ scope, query }) => ok(await deps.campaigns().list(scope, query)),
  getCampaign: ({ scope, params }) => getCampaign({ ...base(), stats: deps.stats() })(scope, params.id),
  updateCampaign: ({ scope, params, body, ifMatch }) => updateCampaign(base(ifMatch))(scope, params.id, body),
  deleteCampaign: ({ scope, params, ifMatch }) => deleteCampaign(base(ifMatch))(scope, params.id),
  archiveCampaign: async ({ scope, params, ifMatch }) =>
    changed(await archiveCampaign(stopping(ifMatch))(scope, params.id)),
  cloneCampaign: ({ scope, params, body, creation }) =>
    created(scope, creation, (ids) => cloneCampaign({ ...base(), ids })(scope, params.id, body.name)),
  getSteps: ({ scope, params }) => getSteps(base())(scope, params.id),
  replaceSteps: ({ scope, params, query, body, ifMatch }) =>
    replaceSteps(base(ifMatch))(scope, params.id, body, query.draft === 'true'),
  validateSteps: ({ scope, params, body }) => validateSteps(base())(scope, params.id, body),
  listVersions: ({ scope, params }) => listVersions(publishing())(scope, params.id),
  getVersion: ({ scope, params }) => getVersion(publishing())(scope, params.id, params.number),
  publishVersion: ({ scope, params, body, ifMatch }) => publishVersion(publishing(ifMatch))(scope, params.id, body),
  planMigration: ({ scope, params, body }) => previewMigration(publishing())(scope, params.id, body),
  restoreVersion: ({ scope, params, body, ifMatch }) =>
    restoreVersion(publishing(ifMatch))(scope, params.id, params.number, body),
  reviewCampaign: ({ scope, params }) => reviewCampaign(launching())(scope, params.id),
  getDeliverability: ({ scope, params }) => getDeliverability(launching())(scope, params.id),
  launchCampaign: async ({ scope, params, body, ifMatch }) =>
    changed(await launchCampaign(launching(ifMatch))(scope, params.id, body.at)),
  pauseCampaign: async ({ scope, params, ifMatch }) =>
    changed(await pauseCampaign(stopping(ifMatch))(scope, params.id)),
  decideExperiment: ({ scope, params, body, ifMatch }) =>
    decideExperiment({ ...publishing(ifMatch), stats: deps.stats() })(scope, params.id, params.stepId, body.variant),
  resumeCampaign: async ({ scope, params, body, ifMatch }) =>
    changed(await resumeCampaign(launching(ifMatch))(scope, params.id, body)),
});
