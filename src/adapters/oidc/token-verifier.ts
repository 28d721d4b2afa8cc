import { JwtVerifier } from 'aws-jwt-verify';
import { FetchError, JwksValidationError, JwtBaseError } from 'aws-jwt-verify/error';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import type { TokenVerifier } from '../../usecases/ports/people-stores.ts';

export interface Issuer {
  /** The `iss` of its tokens; its keys are below `/.well-known/jwks.json`, as Cognito has it. */
  readonly issuer: string;
  readonly clientId: string;
}

/** Seconds by which the clocks of issuer and verifier may differ. */
const graceSeconds = 60;
const fetchTimeoutMs = 3_000;

/** What a subject may look like: it becomes a part of keys. */
const subject = /^[\w-]{1,64}$/;

/** Not the token is at fault, but the way to the keys. */
const isOutage = (cause: unknown): boolean => cause instanceof FetchError || cause instanceof JwksValidationError;

async function fetchKeys(uri: string): Promise<ArrayBuffer> {
  try {
    const reply = await fetch(uri, { redirect: 'error', signal: AbortSignal.timeout(fetchTimeoutMs) });
    if (!reply.ok) throw new Error(`answered ${reply.status}`);
    return await reply.arrayBuffer();
  } catch (cause) {
    throw new FetchError(uri, cause);
  }
}

/**
 * Verifies access tokens of one client of one issuer: signature (never `none` nor HMAC), issuer, client, time, and that it is an access
 * token. Keys are kept, and fetched again for a key id nobody has seen, at most every 10 s. Throws only when the keys cannot be fetched.
 */
export function tokenVerifier({ issuer, clientId }: Issuer): TokenVerifier {
  const verifier = JwtVerifier.create(
    {
      issuer,
      // Access tokens of Cognito have no audience: they name the client.
      audience: null,
      jwksUri: `${issuer}/.well-known/jwks.json`,
      graceSeconds,
    },
    { jwksCache: new SimpleJwksCache({ fetcher: { fetch: fetchKeys } }) },
  );
  return {
    verify: async (token) => {
      try {
        const { sub, exp, token_use, client_id } = await verifier.verify(token);
        const isOurs = token_use === 'access' && client_id === clientId && typeof exp === 'number';
        return isOurs && sub !== undefined && subject.test(sub) ? sub : undefined;
      } catch (cause) {
        if (!(cause instanceof JwtBaseError) || isOutage(cause)) throw cause;
        return undefined;
      }
    },
  };
}
