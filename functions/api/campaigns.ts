import type { Campaign } from '../../src/contracts/campaign.ts';
import type { Problem } from '../../src/contracts/problem.ts';
import { ok, type Result } from '../../src/domain/result.ts';
import { archiveCampaign, deleteCampaign, pauseCampaign } from '../../src/usecases/campaigns/change-status.ts';
import { cloneCampaign } from '../../src/usecases/campaigns/clone-campaign.ts';
import { createCampaign } from '../../src/usecases/campaigns/create-campaign.ts';
import { getCampaign } from '../../src/usecases/campaigns/get-campaign.ts';
import { launchCampaign } from '../../src/usecases/campaigns/launch-campaign.ts';
import { previewStep, testSend } from '../../src/usecases/campaigns/preview-step.ts';
import { resumeCampaign } from '../../src/usecases/campaigns/resume-campaign.ts';
import { reviewCampaign } from '../../src/usecases/campaigns/review-campaign.ts';
import { getSteps, replaceSteps, validateSteps } from '../../src/usecases/campaigns/steps.ts';
import { updateCampaign } from '../../src/usecases/campaigns/update-campaign.ts';
import * as deps from '../deps.ts';
import { apiHandler } from '../http.ts';
import * as mail from '../mail-deps.ts';

const base = () => ({
  campaigns: deps.campaigns(),
  segments: deps.segments(),
  templates: deps.templates(),
  contacts: deps.contacts(),
  clock: deps.clock,
  ids: deps.ids,
});
const launching = () => ({
  ...base(),
  senders: deps.senders(),
  settings: deps.settings(),
  plans: deps.plans(),
  queues: deps.queues(),
  schedules: deps.schedules(),
});
const sending = () => ({ ...base(), settings: deps.settings(), senders: deps.senders(), mailer: mail.mailer() });

const changed = (result: Result<Campaign, Problem>) =>
  result.ok ? ok({ success: true as const, campaign: result.value }) : result;

export const handler = apiHandler('campaigns', {
  createCampaign: ({ scope, body }) => createCampaign(base())(scope, body),
  listCampaigns: async ({ scope, query }) => ok(await deps.campaigns().list(scope, query)),
  getCampaign: ({ scope, params }) => getCampaign({ ...base(), stats: deps.stats() })(scope, params.id),
  updateCampaign: ({ scope, params, body }) => updateCampaign(base())(scope, params.id, body),
  deleteCampaign: ({ scope, params }) => deleteCampaign(base())(scope, params.id),
  archiveCampaign: async ({ scope, params }) =>
    changed(await archiveCampaign({ ...base(), schedules: deps.schedules() })(scope, params.id)),
  cloneCampaign: ({ scope, params, body }) => cloneCampaign(base())(scope, params.id, body.name),
  getSteps: ({ scope, params }) => getSteps(base())(scope, params.id),
  replaceSteps: ({ scope, params, query, body }) =>
    replaceSteps(base())(scope, params.id, body, query.draft === 'true'),
  validateSteps: ({ scope, params, body }) => validateSteps(base())(scope, params.id, body),
  reviewCampaign: ({ scope, params }) => reviewCampaign(launching())(scope, params.id),
  previewStep: ({ scope, params, body }) => previewStep(sending())(scope, params.id, body),
  testSend: ({ scope, params, body }) => testSend(sending())(scope, params.id, body),
  launchCampaign: async ({ scope, params, body }) =>
    changed(await launchCampaign(launching())(scope, params.id, body.at)),
  pauseCampaign: async ({ scope, params }) =>
    changed(await pauseCampaign({ ...base(), schedules: deps.schedules() })(scope, params.id)),
  resumeCampaign: async ({ scope, params, body }) =>
    changed(await resumeCampaign(launching())(scope, params.id, body.policy)),
});
