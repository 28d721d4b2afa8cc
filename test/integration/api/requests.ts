import { teamStore } from '../../../src/adapters/dynamo/team-store.ts';
import { type Route, type RouteName, routes } from '../../../src/contracts/routes.ts';
import type { TestCloud } from '../../support/cloud.ts';
import { type Answer, call, contentTypeOf, isKeyed, type Sent, tableOf } from './support.ts';

export type Row = readonly [name: RouteName, route: Route];

/** Every route that asks for a key. */
export const keyedRoutes: readonly Row[] = (Object.entries(routes) as Row[]).filter(([, route]) => isKeyed(route));
export const withBody = keyedRoutes.filter(([, route]) => route.body !== undefined);
export const withJson = withBody.filter(([, route]) => (route.bodyType ?? 'json') === 'json');
export const withId = keyedRoutes.filter(([, route]) => route.path.includes('{id}'));
export const posts = keyedRoutes.filter(([, route]) => route.method === 'POST');
export const lists = keyedRoutes.filter(
  ([, route]) => route.query !== undefined && 'shape' in route.query && 'cursor' in Object(route.query.shape),
);

const html = '<p>Hello {{unsubscribeUrl}} {{postalAddress}}</p>';
let count = 0;
const fresh = (): string => `n${++count}`;

/** A body each route accepts, where {} is none. */
const bodies: { readonly [N in RouteName]?: () => object } = {
  createCampaign: () => ({ name: fresh(), campaignType: 'drip' }),
  updateCampaign: () => ({ name: fresh() }),
  replaceSteps: () => ({ steps: [] }),
  validateSteps: () => ({ steps: [] }),
  testSend: () => ({ to: ['me@one.example'] }),
  createContact: () => ({ email: `${fresh()}@one.example` }),
  updateContact: () => ({ firstName: fresh() }),
  createSegment: () => ({ name: fresh() }),
  updateSegment: () => ({ name: fresh() }),
  previewRule: () => ({ ruleText: 'contact.company_size > 100' }),
  addMembers: () => ({ contactIds: ['con_unknown'] }),
  removeMembers: () => ({ contactIds: ['con_unknown'] }),
  addSuppressions: () => ({ emails: [`${fresh()}@suppressed.example`] }),
  convertRule: () => ({ text: 'opened(previous)' }),
  sendEvents: () => ({ name: 'form.submitted', email: `${fresh()}@event.example`, contact: {} }),
  createImport: () => ({ consentSource: 'fair', fileName: fresh() }),
  createExport: () => ({ what: 'contacts' }),
  exportCampaign: () => ({ what: 'daily' }),
  createTemplate: () => ({ name: fresh(), html }),
  updateTemplate: () => ({ name: fresh() }),
  previewBlocks: () => ({ blocks: { sections: [{ columns: [{ blocks: [{ type: 'footer' }] }] }] } }),
  saveAsTemplate: () => ({ name: fresh() }),
  updateCampaignTemplate: () => ({ name: fresh() }),
  createSender: () => ({ email: `${fresh()}@penguin.example`, name: 'News' }),
  updateSender: () => ({ name: fresh() }),
  createWebhook: () => ({ url: `https://${fresh()}.example/hook`, events: ['email.clicked'] }),
  updateWebhook: () => ({ name: fresh() }),
  redeliverFailed: () => ({ since: '2026-11-01T00:00:00Z' }),
  decideExperiment: () => ({ variant: 'a' }),
  paceSender: () => ({ dailyCap: 1000, warmup: null }),
  updateSettings: () => ({ timezone: 'UTC' }),
  updateTeamMember: () => ({ role: 'viewer' }),
  createInvitation: () => ({ email: `${fresh()}@invited.example`, name: 'Ida', role: 'editor' }),
  acceptInvitation: () => ({ token: 'x' }),
  createKey: () => ({ name: fresh(), scopes: ['viewer'] }),
  createServiceAccount: () => ({ name: fresh(), role: 'viewer' }),
};

/** A body that the route accepts; undefined for a route without one. */
export function bodyFor([name, route]: Row): string | undefined {
  if (!route.body) return undefined;
  if (route.bodyType === 'csv') return `email\n${fresh()}@csv.example\n`;
  const body = bodies[name]?.() ?? {};
  if (!route.body.safeParse(body).success) throw new Error(`Give ${name} a body in test/integration/api/requests.ts`);
  return JSON.stringify(body);
}

export interface Things {
  readonly campaigns: string;
  readonly contacts: string;
  readonly segments: string;
  readonly templates: string;
  readonly senders: string;
  readonly imports: string;
  readonly exports: string;
  readonly 'campaign-templates': string;
  readonly webhooks: string;
  readonly members: string;
  readonly invitations: string;
  readonly keys: string;
  readonly 'service-accounts': string;
}

async function create(cloud: TestCloud, apiKey: string, path: string, body: object): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const answer = await call(cloud, 'POST', path, { apiKey, body: JSON.stringify(body), headers });
  if (answer.status !== 201) throw new Error(answer.text);
  return String(answer.body['id']);
}

/** Those made between the first, which a suite keeps, and the latest make room. */
const madeIn = new Map<string, string[]>();
async function createWithRoom(cloud: TestCloud, apiKey: string, path: string, body: object): Promise<string> {
  const made = madeIn.get(apiKey + path) ?? [];
  madeIn.set(apiKey + path, made);
  for (const old of made.length > 9 ? made.splice(1, 1) : []) await call(cloud, 'DELETE', `${path}/${old}`, { apiKey });
  const id = await create(cloud, apiKey, path, body);
  made.push(id);
  return id;
}

/** An organization has 20 at most. */
const createWebhook = (cloud: TestCloud, apiKey: string): Promise<string> =>
  createWithRoom(cloud, apiKey, '/api/webhooks', { url: `https://${fresh()}.example/hook`, events: ['email.clicked'] });
const createInvitation = (cloud: TestCloud, apiKey: string): Promise<string> =>
  createWithRoom(cloud, apiKey, '/api/invitations', {
    email: `${fresh()}@invited.example`,
    name: 'Ida',
    role: 'editor',
  });
const createAccount = (cloud: TestCloud, apiKey: string): Promise<string> =>
  createWithRoom(cloud, apiKey, '/api/service-accounts', { name: fresh(), role: 'viewer' });

export async function tenantOf(cloud: TestCloud, apiKey: string): Promise<string> {
  return String((await call(cloud, 'GET', '/api/me', { apiKey })).body['tenantId']);
}

/** A member who never signed in. */
async function addMember(cloud: TestCloud, apiKey: string): Promise<string> {
  const personId = fresh();
  const facts = { personId, email: `${personId}@one.example`, name: 'Ida', role: 'editor' } as const;
  const tenantId = await tenantOf(cloud, apiKey);
  await teamStore(tableOf(cloud)).add({ ...facts, tenantId, joinedAt: '2026-01-01T00:00:00.000Z', rev: 1 });
  return personId;
}

const post = (path: string, body: () => object) => (cloud: TestCloud, apiKey: string) =>
  create(cloud, apiKey, path, body());

const newCampaign = post('/api/campaigns', () => ({ name: fresh(), campaignType: 'drip' }));
const makers: Readonly<Record<keyof Things, typeof newCampaign>> = {
  campaigns: newCampaign,
  'campaign-templates': async (cloud, apiKey) => {
    const path = `/api/campaigns/${await newCampaign(cloud, apiKey)}/save-as-template`;
    return create(cloud, apiKey, path, { name: fresh() });
  },
  contacts: post('/api/contacts', () => ({ email: `${fresh()}@one.example` })),
  segments: post('/api/segments', () => ({ name: fresh() })),
  templates: post('/api/templates', () => ({ name: fresh(), html })),
  senders: post('/api/senders', () => ({ email: `${fresh()}@penguin.example`, name: 'News' })),
  imports: post('/api/imports', () => ({ consentSource: 'fair' })),
  exports: post('/api/exports', () => ({ what: 'contacts' })),
  webhooks: createWebhook,
  members: addMember,
  invitations: createInvitation,
  keys: post('/api/keys', () => ({ name: fresh(), scopes: ['viewer'] })),
  'service-accounts': createAccount,
};
const kinds = Object.keys(makers) as (keyof Things)[];

/** One of each thing that a path can name, new. */
export async function makeThings(
  cloud: TestCloud,
  apiKey: string,
  isNeeded: (kind: keyof Things) => boolean = () => true,
): Promise<Things> {
  const made = kinds.map(async (kind) => [kind, isNeeded(kind) ? await makers[kind](cloud, apiKey) : 'none'] as const);
  return Object.fromEntries(await Promise.all(made)) as unknown as Things;
}

/** The things that the path of a route names, new. */
export const thingsFor = (cloud: TestCloud, apiKey: string, { path }: Route): Promise<Things> =>
  makeThings(
    cloud,
    apiKey,
    (kind) =>
      path.startsWith(`/api/${kind}/`) ||
      (kind === 'contacts' && path.includes('{contactId}')) ||
      (kind === 'campaigns' && /\/(?:why|compare)$/.test(path)),
  );

/** The path with the ids of these things in it, or with `id` in place of the first. */
export function pathFor({ path }: Route, things: Things, id?: string): string {
  const kind = (Object.keys(things) as (keyof Things)[]).find((one) => path.startsWith(`/api/${one}/`));
  const questions = {
    '/why': `?campaign=${things.campaigns}`,
    '/check': '?email=nobody@one.example',
    '/compare': `?with=${things.campaigns}`,
  };
  const query = Object.entries(questions).find(([end]) => path.endsWith(end))?.[1] ?? '';
  return `${path}${query}`
    .replace('{id}', id ?? (kind ? things[kind] : ''))
    .replace('{contactId}', things.contacts)
    .replace('{email}', 'nobody@one.example')
    .replace('{deliveryId}', 'dlv_none')
    .replace('{stepId}', 'email_1')
    .replace('{provider}', 'google')
    .replace('{number}', '1');
}

/** Calls a route with a body it accepts, unless told otherwise. */
export function send(cloud: TestCloud, row: Row, path: string, sent: Sent): Promise<Answer> {
  const [, route] = row;
  const body = 'body' in sent ? sent.body : bodyFor(row);
  const headers = { ...(body === undefined ? {} : { 'content-type': contentTypeOf(route) }), ...sent.headers };
  return call(cloud, route.method, path, { ...sent, body, headers });
}
