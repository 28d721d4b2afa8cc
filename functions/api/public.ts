import { ok } from '../../src/domain/result.ts';
import { checkUnsubscribe, unsubscribe } from '../../src/usecases/tracking/unsubscribe.ts';
import dashboard from '../../web/dashboard.html';
import * as deps from '../deps.ts';
import { apiHandler } from '../http.ts';
import { openApiDocument } from '../openapi.ts';
import { docsPage } from './docs-page.ts';
import { leavePage, leftPage } from './unsubscribe-page.ts';

const stopping = () => ({
  campaigns: deps.campaigns(),
  journeys: deps.journeys(),
  tokens: deps.tokens(),
  clock: deps.clock,
});

/** RFC 8058 posts this body; the page's own button posts another. */
const isOneClick = (body: string | undefined): boolean => /List-Unsubscribe["']?[\s=\r\n]*One-Click/i.test(body ?? '');

export const handler = apiHandler('public', {
  showUnsubscribe: async ({ params }) => {
    const known = await checkUnsubscribe(stopping())(params.token);
    return known.ok ? ok(leavePage()) : known;
  },
  unsubscribe: async ({ params, body }) => {
    const left = await unsubscribe(stopping())(params.token, isOneClick(body) ? 'one_click' : 'page');
    return left.ok ? ok(leftPage()) : left;
  },
  getOpenApi: async () => ok(openApiDocument()),
  getDocs: async () => ok(docsPage(openApiDocument())),
  getHealth: async () => ok({ status: 'ok' as const, at: deps.clock.now() }),
  getDashboard: async () => ok(dashboard),
});
