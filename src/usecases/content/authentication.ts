import type { Sender } from '../../contracts/resources.ts';
import type { DnsRecord, SenderAuthentication } from '../../contracts/sender-identity.ts';
import { domainOf } from '../../domain/contact/address.ts';
import {
  dmarcName,
  dmarcRecord,
  judgeRecord,
  policyDomains,
  recordsFor,
} from '../../domain/deliverability/dns-records.ts';
import type { Dns } from '../ports/dns.ts';
import type { Clock, Identities } from '../ports/effects.ts';

export interface Deps {
  readonly identities: Identities;
  readonly dns: Dns;
  readonly clock: Clock;
}

/** What SES knows the sender by: the address, or its domain. */
export const identityOf = ({ email, identity }: Pick<Sender, 'email' | 'identity'>): string =>
  identity === 'domain' ? domainOf(email) : email;

/** A policy of a domain above counts too. */
async function dmarcOf(dns: Dns, domain: string): Promise<DnsRecord> {
  let unknown = false;
  for (const name of policyDomains(domain)) {
    const found = await dns.lookup('TXT', dmarcName(name));
    if (found === undefined) unknown = true;
    else if (found.some((text) => /^v=DMARC1/i.test(text))) return judgeRecord(dmarcRecord(name), found);
  }
  return judgeRecord(dmarcRecord(domain), unknown ? undefined : []);
}

/** How the mail of a sender is signed now, as SES and the DNS say. An address alone has a DMARC policy at most. */
export async function authenticationOf(
  { identities, dns, clock }: Deps,
  sender: Pick<Sender, 'email' | 'identity'>,
): Promise<SenderAuthentication> {
  const domain = domainOf(sender.email);
  const since = clock.now();
  const dmarc = dmarcOf(dns, domain);
  if (sender.identity === 'address') return { domain, dkim: 'none', records: [await dmarc], since };
  const { dkim, ...known } = await identities.signing(domain);
  const wanted = recordsFor({ domain, ...known }).filter(({ purpose }) => purpose !== 'dmarc');
  const records = await Promise.all(
    wanted.map(async (record) => judgeRecord(record, await dns.lookup(record.type, record.name))),
  );
  return { domain, dkim, records: [...records, await dmarc], since };
}
