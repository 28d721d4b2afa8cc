import type { DnsRecord } from '../../contracts/sender-identity.ts';

export interface Dns {
  /** What is published at a name, an MX as `10 mail.example.com`; empty when there is nothing, undefined when no answer came in time. */
  lookup(type: DnsRecord['type'], name: string): Promise<readonly string[] | undefined>;
}
