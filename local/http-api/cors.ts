import type { Cors } from './api-spec.ts';
import type { HttpRequest } from './event.ts';
import type { HttpAnswer } from './response.ts';

export function isPreflight({ method, headers }: HttpRequest): boolean {
  return method === 'OPTIONS' && 'origin' in headers && 'access-control-request-method' in headers;
}

/** The answer API Gateway gives itself to a preflight request. */
export function preflightAnswer(cors: Cors, request: HttpRequest): HttpAnswer {
  const origin = allowedOrigin(cors, request);
  const headers = {
    ...(cors.AllowMethods && { 'access-control-allow-methods': cors.AllowMethods.join(',') }),
    ...(cors.AllowHeaders && { 'access-control-allow-headers': cors.AllowHeaders.join(',') }),
    ...(cors.MaxAge !== undefined && { 'access-control-max-age': String(cors.MaxAge) }),
  };
  return { status: 204, headers: origin ? { ...headers, ...corsHeaders(cors, request) } : {}, body: Buffer.alloc(0) };
}

/** Headers that API Gateway adds to every answer to an allowed origin, in place of the function's own. */
export function corsHeaders(cors: Cors, request: HttpRequest): Record<string, string> {
  const origin = allowedOrigin(cors, request);
  if (origin === undefined) return {};
  return {
    'access-control-allow-origin': origin,
    ...(origin !== '*' && { vary: 'origin' }),
    ...(cors.AllowCredentials && { 'access-control-allow-credentials': 'true' }),
    ...(cors.ExposeHeaders && { 'access-control-expose-headers': cors.ExposeHeaders.join(',') }),
  };
}

function allowedOrigin({ AllowOrigins = [] }: Cors, { headers }: HttpRequest): string | undefined {
  const { origin: [origin] = [] } = headers;
  if (origin === undefined) return undefined;
  if (AllowOrigins.includes('*')) return '*';
  const allowed = AllowOrigins.some((pattern) =>
    pattern.endsWith('://*') ? origin.startsWith(pattern.slice(0, -1)) : pattern === origin,
  );
  return allowed ? origin : undefined;
}
