import * as z from 'zod';
import type { Assembly } from '../assembly/load-assembly.ts';
import type { Resource } from '../assembly/stack.ts';
import { type Pattern, parseRouteKey } from './route-key.ts';

const Names = z.array(z.string()).optional();
const Cors = z.object({
  AllowOrigins: Names,
  AllowMethods: Names,
  AllowHeaders: Names,
  ExposeHeaders: Names,
  MaxAge: z.number().optional(),
  AllowCredentials: z.boolean().optional(),
});
export type Cors = z.infer<typeof Cors>;

const Api = z.object({ ProtocolType: z.string(), CorsConfiguration: Cors.optional() });
const Stage = z.object({ ApiId: z.string(), StageName: z.string() });
const Integration = z.object({ IntegrationUri: z.string() });
const Authorizer = z.object({
  AuthorizerType: z.string(),
  AuthorizerUri: z.string().optional(),
  AuthorizerResultTtlInSeconds: z.number().default(0),
  EnableSimpleResponses: z.boolean().default(false),
  IdentitySource: z.array(z.string()).default([]),
});
const Route = z.object({
  ApiId: z.string(),
  RouteKey: z.string(),
  Target: z.string(),
  AuthorizationType: z.string().default('NONE'),
  AuthorizerId: z.string().optional(),
});

export interface AuthorizerSpec {
  readonly id: string;
  readonly functionId: string;
  /** How long a result is reused for the same identity; 0 for never. */
  readonly ttlMs: number;
  /** `$request.header.Name`, `$request.querystring.name`, `$context.name`. */
  readonly identitySources: readonly string[];
}

export interface RouteSpec {
  readonly routeKey: string;
  readonly pattern: Pattern;
  readonly functionId: string;
  readonly authorizer: AuthorizerSpec | undefined;
}

export interface ApiSpec {
  readonly apiId: string;
  readonly stage: string;
  readonly cors: Cors | undefined;
  readonly routes: readonly RouteSpec[];
}

/** The HTTP APIs of the template; WebSocket APIs are left out. */
export function apiSpecs(assembly: Assembly): ApiSpec[] {
  const apis = assembly
    .ofType('AWS::ApiGatewayV2::Api')
    .map((resource) => ({ resource, api: Api.parse(resource.properties) }));
  const stages = assembly.ofType('AWS::ApiGatewayV2::Stage').map(({ properties }) => Stage.parse(properties));
  return apis
    .filter(({ api }) => api.ProtocolType === 'HTTP')
    .map(({ resource: { ref: apiId }, api }) => ({
      apiId,
      stage: stages.find(({ ApiId }) => ApiId === apiId)?.StageName ?? '$default',
      cors: api.CorsConfiguration,
      routes: routesOf(apiId, assembly),
    }));
}

function routesOf(apiId: string, assembly: Assembly): RouteSpec[] {
  const resources = assembly.ofType('AWS::ApiGatewayV2::Route');
  const routes = resources.map(({ properties }) => Route.parse(properties)).filter(({ ApiId }) => ApiId === apiId);
  return routes.map(({ RouteKey, Target, AuthorizationType, AuthorizerId }) => ({
    routeKey: RouteKey,
    pattern: parseRouteKey(RouteKey),
    functionId: integrationFunction(Target, assembly),
    authorizer:
      AuthorizationType === 'NONE' ? undefined : authorizer(RouteKey, AuthorizationType, AuthorizerId, assembly),
  }));
}

function integrationFunction(target: string, assembly: Assembly): string {
  const id = target.replace(/^integrations\//, '');
  const integration = byRef(assembly.ofType('AWS::ApiGatewayV2::Integration'), id);
  if (!integration) throw new Error(`No integration ${id} in the template`);
  return invokedFunction(Integration.parse(integration.properties).IntegrationUri);
}

function authorizer(routeKey: string, type: string, id = '', assembly: Assembly): AuthorizerSpec {
  const resource = byRef(assembly.ofType('AWS::ApiGatewayV2::Authorizer'), id);
  const spec = resource && Authorizer.parse(resource.properties);
  if (!spec?.AuthorizerUri || !spec.EnableSimpleResponses) {
    throw new Error(`${routeKey}: the embedded cloud runs Lambda authorizers with simple responses only, not ${type}`);
  }
  return {
    id,
    functionId: invokedFunction(spec.AuthorizerUri),
    ttlMs: spec.AuthorizerResultTtlInSeconds * 1000,
    identitySources: spec.IdentitySource,
  };
}

/** API Gateway names a function by its ARN or by the path of its invocation. */
function invokedFunction(uri: string): string {
  return /\/functions\/(.+)\/invocations$/.exec(uri)?.[1] ?? uri;
}

function byRef(resources: readonly Resource[], ref: string): Resource | undefined {
  return resources.find((resource) => resource.ref === ref);
}
