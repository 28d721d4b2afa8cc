import type { APIGatewayRequestAuthorizerEventV2, APIGatewaySimpleAuthorizerWithContextResult } from 'aws-lambda';
import { authenticateKey } from '../../src/usecases/access/api-keys.ts';
import * as deps from '../deps.ts';

type Answer = APIGatewaySimpleAuthorizerWithContextResult<Record<string, string>>;

const denied: Answer = { isAuthorized: false, context: {} };

/** Verifies the bearer of a request: an API key now; people's tokens come through the same door. */
export async function handler(event: APIGatewayRequestAuthorizerEventV2): Promise<Answer> {
  const presented = /^Bearer\s+(\S+)$/i.exec(event.headers?.['authorization'] ?? '')?.[1];
  const principal = presented && (await authenticateKey({ apiKeys: deps.apiKeys(), clock: deps.clock })(presented));
  if (!principal) return denied;
  const { tenantId, permissions } = principal;
  return {
    isAuthorized: true,
    context: { tenantId, principal: principal.principal, permissions: permissions.join(',') },
  };
}
