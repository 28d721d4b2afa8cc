import { askForRecount, getAnalytics, getBooks } from '../../src/usecases/analytics/get-analytics.ts';
import { getEnrollment, listEnrollments, listMessages } from '../../src/usecases/analytics/read-journeys.ts';
import { previewResume } from '../../src/usecases/campaigns/preview-resume.ts';
import * as deps from '../deps.ts';
import { apiHandler } from '../http.ts';

const reading = () => ({
  campaigns: deps.campaigns(),
  journeys: deps.journeys(),
  stats: deps.stats(),
  clock: deps.clock,
});

export const handler = apiHandler('engagement', {
  previewResume: ({ scope, params }) => previewResume(reading())(scope, params.id),
  getAnalytics: ({ scope, params, query }) => getAnalytics(reading())(scope, params.id, query),
  getBooks: ({ scope, params }) => getBooks(reading())(scope, params.id),
  recount: ({ scope, params }) =>
    askForRecount({ ...reading(), queues: deps.queues(), ids: deps.ids })(scope, params.id),
  listEnrollments: ({ scope, params, query }) => listEnrollments(reading())(scope, params.id, query),
  getEnrollment: ({ scope, params }) => getEnrollment(reading())(scope, params.id, params.contactId),
  listMessages: ({ scope, params, query }) => listMessages(reading())(scope, params.id, query),
});
