import type { APIGatewayRequestAuthorizerEventV2, APIGatewaySimpleAuthorizerWithContextResult } from 'aws-lambda';
import { tokenVerifier } from '../../src/adapters/oidc/token-verifier.ts';
import { authenticate } from '../../src/usecases/access/authenticate.ts';
import * as deps from '../deps.ts';
import { env } from '../env.ts';
import { logger } from '../logger.ts';
import { once } from '../once.ts';

type Answer = APIGatewaySimpleAuthorizerWithContextResult<Record<string, string>>;

/** A refusal here would be the gateway's 403 without a word. Without a principal every route answers 401 itself (http/scope-of.ts). */
const nobody: Answer = { isAuthorized: true, context: {} };

const verifier = once(() => tokenVerifier({ issuer: env('TOKEN_ISSUER'), clientId: env('TOKEN_CLIENT_ID') }));

const whoPresents = (presented: string) =>
  authenticate({
    apiKeys: deps.apiKeys(),
    team: deps.team(),
    accounts: deps.serviceAccounts(),
    tokens: { verify: (token) => verifier().verify(token) },
    clock: deps.clock,
    onUnnoted: (error) => logger.warn('the use of a key was not noted', { error }),
  })(presented);

/**
 * Verifies the bearer of a request: an API key, or the access token of a person. Its answer is kept per bearer for a minute, so it says
 * nothing of the route nor of X-Tenant: which grant counts is chosen behind it.
 */
export async function handler(event: APIGatewayRequestAuthorizerEventV2): Promise<Answer> {
  const presented = /^Bearer\s+(\S+)$/i.exec(event.headers?.['authorization'] ?? '')?.[1];
  const found = presented && (await whoPresents(presented));
  if (!found) return nobody;
  return { isAuthorized: true, context: { principal: found.principal, grants: JSON.stringify(found.grants) } };
}
