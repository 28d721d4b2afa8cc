import { ok } from '../../src/domain/result.ts';
import { changePreferences, readPreferences } from '../../src/usecases/tracking/preferences.ts';
import dashboard from '../../web/dashboard.html';
import * as deps from '../deps.ts';
import { apiHandler } from '../http.ts';
import { openApiDocument } from '../openapi.ts';
import { docsPage } from './docs-page.ts';
import { preferencePage } from './preference-page.ts';
import { wishOf } from './wish.ts';

const choosing = () => ({
  campaigns: deps.campaigns(),
  journeys: deps.journeys(),
  settings: deps.settings(),
  suppressionList: deps.suppressionList(),
  tokens: deps.tokens(),
  tell: deps.tell(),
  tellOfStop: deps.stopTeller(),
  clock: deps.clock,
});

const trapPage = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="robots" content="noindex"><title>Nothing here</title></head>
<body><p>Readers cannot see the link that leads here. It tells programs that check links from people, and does nothing else.</p></body></html>`;

export const handler = apiHandler('public', {
  showUnsubscribe: async ({ params }) => {
    const known = await readPreferences(choosing())(params.token);
    return known.ok ? ok(preferencePage(known.value)) : known;
  },
  unsubscribe: async ({ params, body }) => {
    const wish = wishOf(body ?? '');
    const done = await changePreferences(choosing())(params.token, wish);
    return done.ok ? ok(preferencePage(done.value, wish)) : done;
  },
  showTrap: async () => ok(trapPage),
  getOpenApi: async () => ok(openApiDocument()),
  getDocs: async () => ok(docsPage(openApiDocument())),
  getHealth: async () => ok({ status: 'ok' as const, at: deps.clock.now() }),
  getDashboard: async () => ok(dashboard),
});
