import { compareCampaigns } from '../../src/usecases/analytics/compare-campaigns.ts';
import { explainContact } from '../../src/usecases/analytics/explain-contact.ts';
import { askForRecount, getAnalytics, getBooks } from '../../src/usecases/analytics/get-analytics.ts';
import { getAudience } from '../../src/usecases/analytics/get-audience.ts';
import { getHoldout } from '../../src/usecases/analytics/get-holdout.ts';
import { getReport } from '../../src/usecases/analytics/get-report.ts';
import { getSendTimes } from '../../src/usecases/analytics/get-send-times.ts';
import { getEnrollment, listEnrollments, listMessages } from '../../src/usecases/analytics/read-journeys.ts';
import { previewResume } from '../../src/usecases/campaigns/preview-resume.ts';
import { simulateCampaign } from '../../src/usecases/campaigns/simulate-campaign.ts';
import { publishedSequences } from '../../src/usecases/engine/published-sequence.ts';
import { getExperiments } from '../../src/usecases/experiments/get-experiments.ts';
import { listContactReplies, listReplies } from '../../src/usecases/replies/list-replies.ts';
import * as deps from '../deps.ts';
import { apiHandler } from '../http.ts';

const reading = () => ({
  campaigns: deps.campaigns(),
  journeys: deps.journeys(),
  stats: deps.stats(),
  clock: deps.clock,
});

const counting = () => ({ campaigns: deps.campaigns(), plans: deps.plans(), holdouts: deps.holdouts() });

const explaining = () => ({
  ...reading(),
  suppressions: deps.suppressions(),
  events: deps.events(),
  segments: deps.segments(),
  experiments: deps.recentExperiments(),
  settings: deps.recentSettings(),
  holidays: deps.holidays(),
  readSequence: publishedSequences(deps.campaigns()),
});

const replying = () => ({ campaigns: deps.campaigns(), contacts: deps.contacts(), replies: deps.replies() });

const simulating = () => ({ ...explaining(), contacts: deps.contacts() });

export const handler = apiHandler('engagement', {
  previewResume: ({ scope, params }) => previewResume(reading())(scope, params.id),
  getAnalytics: ({ scope, params, query }) => getAnalytics(reading())(scope, params.id, query),
  getReport: ({ scope, params }) => getReport({ ...reading(), segments: deps.segments() })(scope, params.id),
  compareCampaigns: ({ scope, params, query }) => compareCampaigns(reading())(scope, params.id, query.with.split(',')),
  getAudience: ({ scope, params }) => getAudience(counting())(scope, params.id),
  getHoldout: ({ scope, params }) => getHoldout(counting())(scope, params.id),
  getSendTimes: ({ scope, params }) => getSendTimes(reading())(scope, params.id),
  getExperiments: ({ scope, params }) =>
    getExperiments({ ...reading(), experiments: deps.experiments() })(scope, params.id),
  getBooks: ({ scope, params }) => getBooks(reading())(scope, params.id),
  recount: ({ scope, params }) =>
    askForRecount({ ...reading(), queues: deps.queues(), ids: deps.ids })(scope, params.id),
  simulateCampaign: ({ scope, params, body }) => simulateCampaign(simulating())(scope, params.id, body),
  listEnrollments: ({ scope, params, query }) => listEnrollments(reading())(scope, params.id, query),
  getEnrollment: ({ scope, params }) => getEnrollment(reading())(scope, params.id, params.contactId),
  explainContact: ({ scope, params, query }) => explainContact(explaining())(scope, params.id, query.campaign),
  listReplies: ({ scope, params, query }) => listReplies(replying())(scope, params.id, query),
  listContactReplies: ({ scope, params, query }) => listContactReplies(replying())(scope, params.id, query),
  listMessages: ({ scope, params, query }) => listMessages(reading())(scope, params.id, query),
});
