import { ACCOUNT, REGION } from '../assembly/resource-types.ts';
import type { Bill, Clock } from '../service.ts';
import type { ApiSpec, RouteSpec } from './api-spec.ts';
import { Authorizers, type Invoke, type Verdict } from './authorizer.ts';
import { corsHeaders, isPreflight, preflightAnswer } from './cors.ts';
import { type HttpEvent, type HttpRequest, httpEvent } from './event.ts';
import { answerOf, type HttpAnswer, message } from './response.ts';
import { type Match, matchRoute } from './route-key.ts';

const BILLED_UNIT = 512 * 1024;

/** Serves the HTTP APIs of the template: routes, authorizers, CORS, payload format 2.0. */
export class HttpApi {
  readonly #specs: readonly ApiSpec[];
  readonly #invoke: Invoke;
  readonly #clock: Clock;
  readonly #authorizers: Authorizers;
  readonly #bill: Bill | undefined;

  constructor(specs: readonly ApiSpec[], invoke: Invoke, clock: Clock, bill?: Bill) {
    this.#bill = bill;
    this.#specs = specs;
    this.#invoke = invoke;
    this.#clock = clock;
    this.#authorizers = new Authorizers(invoke, clock);
  }

  async handle(request: HttpRequest): Promise<HttpAnswer> {
    const path = request.url.split('?', 1)[0] ?? '/';
    for (const api of this.#specs) {
      if (api.cors && isPreflight(request)) return preflightAnswer(api.cors, request);
      const match = matchRoute(api.routes, request.method, path);
      if (match) return withCors(api, request, await this.#serve(api, match, request));
    }
    const [api] = this.#specs;
    const missing = message(404, 'Not Found');
    return api ? withCors(api, request, missing) : missing;
  }

  async #serve(api: ApiSpec, { route, pathParameters }: Match<RouteSpec>, request: HttpRequest): Promise<HttpAnswer> {
    const event = httpEvent(request, { api, routeKey: route.routeKey, pathParameters, now: this.#clock.now() });
    const told = `${event.rawPath} ${event.body ?? ''}`;
    this.#bill?.('apiRequest', told, Math.max(1, Math.ceil(told.length / BILLED_UNIT)));
    if (!route.authorizer) return this.#call(route, event);
    const verdict = await this.#authorizers.judge(route.authorizer, request, event);
    return verdict.kind === 'allowed'
      ? this.#call(route, authorized(event, verdict.context))
      : refusals[verdict.kind]();
  }

  async #call({ functionId }: RouteSpec, event: HttpEvent): Promise<HttpAnswer> {
    try {
      return answerOf(await this.#invoke(functionId, event, routeArn(event)));
    } catch {
      return message(500, 'Internal Server Error');
    }
  }
}

/** What API Gateway says it calls a function for. */
function routeArn({ routeKey, requestContext: { apiId, stage, http } }: HttpEvent): string {
  const path = routeKey.split(' ')[1];
  const place = path === undefined ? routeKey : `${http.method}${path}`;
  return `arn:aws:execute-api:${REGION}:${ACCOUNT}:${apiId}/${stage}/${place}`;
}

const refusals: Record<Exclude<Verdict['kind'], 'allowed'>, () => HttpAnswer> = {
  unauthorized: () => message(401, 'Unauthorized'),
  forbidden: () => message(403, 'Forbidden'),
  failed: () => message(500, 'Internal Server Error'),
};

function authorized(event: HttpEvent, context: Readonly<Record<string, unknown>>): HttpEvent {
  return { ...event, requestContext: { ...event.requestContext, ...{ authorizer: { lambda: context } } } };
}

function withCors({ cors }: ApiSpec, request: HttpRequest, answer: HttpAnswer): HttpAnswer {
  return cors ? { ...answer, headers: { ...answer.headers, ...corsHeaders(cors, request) } } : answer;
}
