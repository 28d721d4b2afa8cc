import { lookup } from 'node:dns/promises';
import ipaddr from 'ipaddr.js';

/** Only ordinary public unicast addresses: no private, loopback, link-local, metadata, mapped, NAT64 or reserved ones. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return parsed.range() === 'unicast';
}

export type Resolve = (host: string) => Promise<readonly { readonly address: string; readonly family: number }[]>;

export const resolveHost: Resolve = (host) => lookup(host, { all: true, verbatim: true });

export type Target =
  | { readonly ok: true; readonly url: URL; readonly address: string; readonly family: number }
  | { readonly ok: false; readonly kind: 'refused' | 'unreachable'; readonly detail: string };

const refused = (detail: string): Target => ({ ok: false, kind: 'refused', detail });

/**
 * The address a URL may be called at, looked up once: the request must use this very address, so that a second answer of the name server
 * cannot lead elsewhere. Hosts that the owner of the stack named as internal are exempt, and may be plain http.
 */
export async function targetOf(text: string, internalHosts: ReadonlySet<string>, resolve: Resolve): Promise<Target> {
  const url = new URL(text);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const internal = internalHosts.has(host);
  if (url.protocol !== 'https:' && !internal) return refused('Only https addresses are called.');
  if (url.username || url.password) return refused('The address must not hold a user name or a password.');
  const found = await resolve(host).catch(() => []);
  const first = found[0];
  if (!first) return { ok: false, kind: 'unreachable', detail: `The host ${host} has no address.` };
  if (!internal && found.some(({ address }) => !isPublicAddress(address)))
    return refused(`The host ${host} leads to an address that is not public.`);
  return { ok: true, url, ...first };
}
