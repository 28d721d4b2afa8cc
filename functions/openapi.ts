import * as z from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { keyLimits, tenantFactor } from '../src/contracts/rate-limits.ts';
import { type Area, type Route, routes } from '../src/contracts/routes.ts';
import { requestHeaders, responsesOf } from './http/openapi-responses.ts';
import { webhookRequests } from './http/openapi-webhooks.ts';

export type OpenApiDocument = ReturnType<typeof createDocument>;

const tags: { readonly [A in Area]: { readonly name: string; readonly description: string } } = {
  campaigns: {
    name: 'Campaigns',
    description: 'Campaigns, their sequences of steps, and their life from draft to archive.',
  },
  previews: { name: 'Previews', description: 'Mails before they are sent: previews and test mails.' },
  engagement: { name: 'Analytics and enrollments', description: 'What a campaign did: numbers, people, mails.' },
  contacts: { name: 'Contacts and segments', description: 'Who gets mail, and the segments they are in.' },
  transfers: { name: 'Imports and exports', description: 'Files of contacts, read and written in the background.' },
  templates: {
    name: 'Templates',
    description: 'Email templates, campaign templates, and the blocks mails are made of.',
  },
  content: { name: 'Senders and settings', description: 'Whom mails come from.' },
  events: { name: 'Events', description: 'What happens to contacts elsewhere.' },
  webhooks: { name: 'Webhooks', description: 'Addresses that are told what happens, and what became of it.' },
  access: { name: 'Access', description: 'People, programs, their roles and their keys.' },
  public: { name: 'Public', description: 'Open without a key.' },
};

const bodyTypes = { json: 'application/json', csv: 'text/csv', form: 'application/x-www-form-urlencoded' } as const;
const isObject = (schema: z.ZodType | undefined): schema is z.ZodObject => schema !== undefined && 'shape' in schema;

function headersOf(route: Route): z.ZodObject | undefined {
  const {
    'x-tenant': tenant,
    'idempotency-key': key,
    'if-match': ifMatch,
    'if-none-match': ifNoneMatch,
  } = requestHeaders;
  const shape = {
    ...(route.permission === 'public' ? {} : { 'x-tenant': tenant }),
    ...(route.method === 'POST' && route.permission !== 'public' ? { 'idempotency-key': key } : {}),
    ...(route.ifMatch ? { 'if-match': ifMatch } : {}),
    ...(route.method === 'GET' && route.etag ? { 'if-none-match': ifNoneMatch } : {}),
  };
  return Object.keys(shape).length > 0 ? z.object(shape) : undefined;
}

function descriptionOf({ permission, rate, maxBodyBytes }: Route): string | undefined {
  if (permission === 'public') return undefined;
  const body = maxBodyBytes === undefined ? '' : ` The body holds at most ${maxBodyBytes / 1024 / 1024} MB.`;
  const needs =
    permission === 'signed_in' ? 'Open to everybody who is signed in' : `Needs the permission \`${permission}\``;
  return `${needs}; counts as a ${rate} request.${body}`;
}

function operation(name: string, route: Route): ZodOpenApiOperationObject {
  const header = headersOf(route);
  const parameters = {
    ...(route.params ? { path: route.params } : {}),
    ...(isObject(route.query) ? { query: route.query } : {}),
    ...(header ? { header } : {}),
  };
  const description = descriptionOf(route);
  return {
    operationId: name,
    summary: route.summary,
    ...(description ? { description } : {}),
    tags: [tags[route.area].name],
    security: route.permission === 'public' ? [] : [{ apiKey: [] }, { accessToken: [] }],
    ...(Object.keys(parameters).length > 0 ? { requestParams: parameters } : {}),
    ...(route.body
      ? {
          requestBody: {
            required: !route.body.safeParse({}).success,
            content: { [bodyTypes[route.bodyType ?? 'json']]: { schema: route.body } },
          },
        }
      : {}),
    responses: responsesOf(route),
  };
}

function paths(): ZodOpenApiPathsObject {
  const all: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const [name, route] of Object.entries<Route>(routes)) {
    all[route.path] = { ...all[route.path], [route.method.toLowerCase()]: operation(name, route) };
  }
  return all;
}

const limits = Object.entries(keyLimits)
  .map(([rate, { perSecond, burst }]) => `${rate} ${perSecond} a second (${burst} at once)`)
  .join(', ');

const description = `Multi-step email campaigns. Send an API key (\`pk_…\`) or the access token of a person as \`Authorization: Bearer …\`. Who belongs to several organizations names one in \`X-Tenant\`; else the one joined last counts.

**Errors** are RFC 9457 problem details naming every fault. Every answer carries \`x-request-id\`.

**Repeating a POST**: send an \`Idempotency-Key\`. For 30 days the same request with the same key gets the first outcome, marked \`idempotency-replayed: true\`, and nothing is done twice. Refusals before anything ran (400, 401, 403, 413, 415, 422 of the schema, 429) and 412 are not stored. Another request with the key is a 422; one that comes while the first runs is a 409 with \`Retry-After\`. Should the first have died, a repetition after 45 seconds runs it again: creations find what they had created, launches and other changes of state find it done (409), imports and memberships change nothing; only a test mail can leave twice.

**Concurrent changes**: send the \`ETag\` you read as \`If-Match\`; a thing that has changed since is left alone (412). Without If-Match the last write wins, whole.

**Limits**, per API key: ${limits}; ${tenantFactor} times as much for an organization. Bodies: 256 KB, JSON 32 levels deep. Beyond 250 requests a second for the whole installation the gateway answers 429 by itself, without problem details.`;

let built: OpenApiDocument | undefined;

/** The OpenAPI 3.1 description of the route table. */
export function openApiDocument(): OpenApiDocument {
  built ??= createDocument({
    openapi: '3.1.0',
    info: {
      title: 'PenguinMails Campaigns',
      version: '0.1.0',
      description,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths: paths(),
    webhooks: webhookRequests(tags.webhooks.name),
    tags: Object.values(tags),
    servers: [{ url: '/', description: 'The installation that answers with this description.' }],
    components: {
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', bearerFormat: 'pk_<id>_<secret>' },
        accessToken: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'The access token of a person; `GET /api/sign-in` says where to get one.',
        },
      },
    },
  });
  return built;
}
