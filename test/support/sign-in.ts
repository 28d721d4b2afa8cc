import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';

const SignIn = z.object({ issuer: z.string(), clientId: z.string(), scope: z.string() });
const Endpoints = z.object({ authorization_endpoint: z.string(), token_endpoint: z.string(), jwks_uri: z.string() });
const Tokens = z.object({
  access_token: z.string(),
  id_token: z.string(),
  refresh_token: z.string(),
  expires_in: z.number(),
});
export type Tokens = z.infer<typeof Tokens>;

/** A browser's cookies, and nothing else of it: redirects are followed by hand. */
class Browser {
  readonly #cookies = new Map<string, string>();

  async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const reply = await fetch(url, { ...init, redirect: 'manual', headers: { cookie, ...init.headers } });
    for (const line of reply.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      this.#cookies.set(name, value);
    }
    return reply;
  }

  /** Follows redirects as long as they stay below `prefix`; the address of the first one that leads out of it, or the page. */
  async follow(prefix: string, from: string, init: RequestInit = {}): Promise<{ left: string } | { page: Response }> {
    let reply = await this.fetch(from, init);
    let at = from;
    for (;;) {
      const location = reply.headers.get('location');
      if (location === null) return { page: reply };
      at = new URL(location, at).href;
      if (!at.startsWith(prefix)) return { left: at };
      reply = await this.fetch(at);
    }
  }
}

const form = (fields: Record<string, string>): RequestInit => ({ method: 'POST', body: new URLSearchParams(fields) });

async function endpointsOf(url: string) {
  const { issuer, clientId, scope } = SignIn.parse(await (await fetch(`${url}/api/sign-in`)).json());
  const endpoints = Endpoints.parse(await (await fetch(`${issuer}/.well-known/openid-configuration`)).json());
  return { issuer, clientId, scope, ...endpoints };
}

/** Asks the issuer for tokens. `fields` take the place of the right ones. */
export async function askForTokens(url: string, fields: Record<string, string>): Promise<Response> {
  const { token_endpoint, clientId } = await endpointsOf(url);
  return fetch(token_endpoint, form({ client_id: clientId, redirect_uri: `${url}/`, ...fields }));
}

export interface Authorized {
  readonly code: string;
  readonly verifier: string;
}

/** Picks a user on the page of the local issuer; answers with the code that the console would get. */
export async function authorizeAs(url: string, email: string): Promise<Authorized> {
  const { issuer, clientId, scope, authorization_endpoint } = await endpointsOf(url);
  const browser = new Browser();
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    client_id: clientId,
    redirect_uri: `${url}/`,
    response_type: 'code',
    scope,
    state: 'st',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const shown = await browser.follow(issuer, `${authorization_endpoint}?${query}`);
  if (!('page' in shown)) throw new Error(`The issuer sent us to ${shown.left}`);
  const page = await shown.page.text();
  const sub = new RegExp(`value="([^"]+)"[^/]*</strong><br>${email}<`).exec(page)?.[1];
  if (!sub) throw new Error(`${email} is not on the page: ${page}`);
  const back = await browser.follow(issuer, shown.page.url, form({ sub }));
  if (!('left' in back)) throw new Error(`Nobody was sent back: ${await back.page.text()}`);
  const code = new URL(back.left).searchParams.get('code');
  if (!code) throw new Error(`No code in ${back.left}`);
  return { code, verifier };
}

/** Signs a person in on a local cloud, by authorization code with PKCE. */
export async function signIn(url: string, email: string): Promise<Tokens> {
  const { code, verifier: code_verifier } = await authorizeAs(url, email);
  const reply = await askForTokens(url, { grant_type: 'authorization_code', code, code_verifier });
  return Tokens.parse(await reply.json());
}
