import { Resolver } from 'node:dns/promises';
import type { DnsRecord } from '../../contracts/sender-identity.ts';
import type { Dns } from '../../usecases/ports/dns.ts';

/** A sender has up to six records, and its reader waits for them. */
const limits = { timeout: 1_500, tries: 2 };

/** The name exists without such a record, or does not exist. */
const nothing: ReadonlySet<unknown> = new Set(['ENODATA', 'ENOTFOUND']);

const readers: { readonly [T in DnsRecord['type']]: (resolver: Resolver, name: string) => Promise<readonly string[]> } =
  {
    CNAME: (resolver, name) => resolver.resolveCname(name),
    MX: async (resolver, name) =>
      (await resolver.resolveMx(name)).map(({ priority, exchange }) => `${priority} ${exchange}`),
    TXT: async (resolver, name) => (await resolver.resolveTxt(name)).map((chunks) => chunks.join('')),
  };

/** Asks the DNS; `servers` stand in for those of the system, as `host:port`. */
export function dnsResolver(servers: readonly string[]): Dns {
  const resolver = new Resolver(limits);
  if (servers.length > 0) resolver.setServers(servers);
  return {
    lookup: async (type, name) => {
      try {
        return await readers[type](resolver, name);
      } catch (cause) {
        return cause instanceof Error && 'code' in cause && nothing.has(cause.code) ? [] : undefined;
      }
    },
  };
}
