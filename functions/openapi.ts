import type * as z from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { ProblemJson } from '../src/contracts/problem.ts';
import { type Area, type Route, routes } from '../src/contracts/routes.ts';

export type OpenApiDocument = ReturnType<typeof createDocument>;

const tags: { readonly [A in Area]: string } = {
  campaigns: 'Campaigns',
  engagement: 'Analytics and enrollments',
  contacts: 'Contacts and segments',
  content: 'Templates, senders and settings',
  public: 'Public',
};

const bodyTypes = { json: 'application/json', csv: 'text/csv', form: 'application/x-www-form-urlencoded' } as const;
const replyTypes = { json: 'application/json', html: 'text/html', openapi: 'application/json' } as const;

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: ProblemJson } },
});

/** Refusals a route can answer with, by what it takes. */
function refusals(route: Route): Record<string, ReturnType<typeof problem>> {
  return {
    ...(route.query || route.body ? { '400': problem('The request cannot be read.') } : {}),
    ...(route.permission === 'public'
      ? {}
      : { '401': problem('No key, or not a valid one.'), '403': problem('The key lacks the permission.') }),
    ...(route.params ? { '404': problem('There is no such thing, or it is not yours.') } : {}),
    ...(route.method === 'GET' ? {} : { '409': problem('The state of the thing does not allow this.') }),
    ...(route.body
      ? { '413': problem('The body is too large.'), '422': problem('Every fault of the body, with its path.') }
      : {}),
  };
}

const replyContent = (route: Route) =>
  route.status === 204 ? {} : { content: { [replyTypes[route.replyType ?? 'json']]: { schema: route.reply } } };

function operation(name: string, route: Route): ZodOpenApiOperationObject {
  const parameters = {
    ...(route.params ? { path: route.params } : {}),
    ...(isObject(route.query) ? { query: route.query } : {}),
  };
  return {
    operationId: name,
    summary: route.summary,
    tags: [tags[route.area]],
    security: route.permission === 'public' ? [] : [{ apiKey: [] }],
    ...(Object.keys(parameters).length > 0 ? { requestParams: parameters } : {}),
    ...(route.body
      ? {
          requestBody: {
            required: !route.body.safeParse({}).success,
            content: { [bodyTypes[route.bodyType ?? 'json']]: { schema: route.body } },
          },
        }
      : {}),
    responses: { [String(route.status)]: { description: 'Done.', ...replyContent(route) }, ...refusals(route) },
  };
}

const isObject = (schema: z.ZodType | undefined): schema is z.ZodObject => schema !== undefined && 'shape' in schema;

function paths(): ZodOpenApiPathsObject {
  const all: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const [name, route] of Object.entries<Route>(routes)) {
    all[route.path] = { ...all[route.path], [route.method.toLowerCase()]: operation(name, route) };
  }
  return all;
}

let built: OpenApiDocument | undefined;

/** The OpenAPI 3.1 description of the route table. */
export function openApiDocument(): OpenApiDocument {
  built ??= createDocument({
    openapi: '3.1.0',
    info: {
      title: 'PenguinMails Campaigns',
      version: '0.1.0',
      description:
        'Multi-step email campaigns. Send your API key as `Authorization: Bearer pk_…`. Errors are RFC 9457 problem details naming every fault.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths: paths(),
    tags: Object.values(tags).map((name) => ({ name })),
    components: { securitySchemes: { apiKey: { type: 'http', scheme: 'bearer', bearerFormat: 'pk_<id>_<secret>' } } },
  });
  return built;
}
