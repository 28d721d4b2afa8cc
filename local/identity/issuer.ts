import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JWK } from 'jose';
import Provider, { type AdapterFactory, type Configuration } from 'oidc-provider';
import { readBody, send } from '../gateway/http.ts';
import type { Clock } from '../service.ts';
import { pickerPage } from './picker-page.ts';
import type { User, UserPool } from './user-pool.ts';

/** A client of the user pool, as the template has it. */
export interface ClientSpec {
  readonly id: string;
  readonly redirectUris: readonly string[];
  readonly logoutUris: readonly string[];
}

export interface IssuerOptions {
  /** `http://localhost:4570/_local/oidc`. */
  readonly url: string;
  readonly clients: readonly ClientSpec[];
  readonly pool: Pick<UserPool, 'users' | 'find'>;
  readonly keys: { readonly keys: readonly JWK[] };
  readonly clock: Clock;
  /** Where sessions and tokens are kept. */
  readonly adapter: AdapterFactory;
}

const accessTokenSeconds = 15 * 60;
const daySeconds = 86_400;
const daysOfUse = { Session: daySeconds, Grant: daySeconds, RefreshToken: daySeconds };
const claims = { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] };
const scope = Object.keys(claims).join(' ');
const interactionPath = '/interaction/';

const claimsOf = ({ sub, email, emailVerified: email_verified, name }: User) => ({ sub, email, email_verified, name });

/** Access tokens look like those of Cognito, on the cloud's own time; only the audience is more. */
function configuration({ url, clients, pool, keys, clock, adapter }: IssuerOptions): Configuration {
  return {
    adapter,
    jwks: { keys: keys.keys.map((key) => ({ ...key, kty: String(key.kty) })) },
    clients: clients.map(({ id, redirectUris, logoutUris }) => ({
      client_id: id,
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      redirect_uris: [...redirectUris],
      post_logout_redirect_uris: [...logoutUris],
    })),
    claims,
    scopes: Object.keys(claims),
    conformIdTokenClaims: false,
    clientBasedCORS: () => true,
    cookies: { keys: keys.keys.map(({ d }) => String(d)) },
    routes: { jwks: '/.well-known/jwks.json' },
    ttl: { ...daysOfUse, AccessToken: accessTokenSeconds, IdToken: accessTokenSeconds, Interaction: 3600 },
    issueRefreshToken: async () => true,
    findAccount: async (_, sub) => {
      const user = pool.find(sub);
      return user && { accountId: sub, claims: async () => claimsOf(user) };
    },
    // Whoever signs in to the console has agreed to it.
    loadExistingGrant: async ({ oidc }) => {
      const { client, session, provider } = oidc;
      if (!client || !session?.accountId) return undefined;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope(scope);
      await grant.save();
      return grant;
    },
    interactions: { url: (_, { uid }) => `${new URL(url).pathname}${interactionPath}${uid}` },
    extraTokenClaims: async () => ({ token_use: 'access' }),
    formats: {
      customizers: {
        jwt: (_, __, { payload }) => {
          const iat = Math.floor(clock.now() / 1000);
          Object.assign(payload, { iat, exp: iat + accessTokenSeconds });
        },
      },
    },
    features: {
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => url,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: '',
          accessTokenFormat: 'jwt',
          accessTokenTTL: accessTokenSeconds,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  };
}

/** Serves one request below the issuer's address. */
export type IssuerHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** An OpenID Connect issuer for the users of the pool: authorization code with PKCE, and a page to pick a user on. */
export function createIssuer(options: IssuerOptions): IssuerHandler {
  const provider = new Provider(options.url, configuration(options));
  const serve = provider.callback();
  const base = new URL(options.url).pathname;

  const pick: IssuerHandler = async (request, response) => {
    if (request.method !== 'POST') {
      await provider.interactionDetails(request, response);
      const headers = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' };
      send(response, { status: 200, headers, body: pickerPage(options.pool.users()) });
      return;
    }
    const body = await readBody(request);
    const accountId = new URLSearchParams(body?.toString()).get('sub') ?? '';
    const login = options.pool.find(accountId) ? { login: { accountId } } : { error: 'access_denied' };
    await provider.interactionFinished(request, response, login, { mergeWithLastSubmission: false });
  };

  return async (request, response) => {
    const path = (request.url ?? '').slice(base.length);
    if (path.startsWith(interactionPath)) return pick(request, response);
    // The provider finds out where it is mounted by comparing the two.
    Object.assign(request, { originalUrl: request.url, url: path || '/' });
    await serve(request, response);
  };
}
