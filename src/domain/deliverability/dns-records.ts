import type { DnsRecord } from '../../contracts/sender-identity.ts';

/** A domain as SES knows it. */
export interface SendingDomain {
  readonly domain: string;
  readonly dkimTokens: readonly string[];
  /** Where SES keeps the keys: `dkim.amazonses.com`. */
  readonly dkimZone: string;
  /** The domain that bounces go to; null where SES uses its own. */
  readonly mailFrom: string | null;
  /** Host that takes these bounces. */
  readonly mailFromHost: string;
}

type Wanted = Pick<DnsRecord, 'purpose' | 'type' | 'name' | 'value' | 'why'>;

export const dmarcName = (domain: string): string => `_dmarc.${domain}`;

const whys = {
  dkim: 'DKIM: lets SES sign mails in the name of the domain, with keys that it renews by itself.',
  mail_from: 'Bounces come back to this host of the domain, and SPF is judged by it.',
  spf: 'SPF: allows SES to send with this return address, so that SPF is aligned with the domain.',
  dmarc:
    'DMARC: asks mailbox providers to check both. Gmail, Yahoo and Outlook refuse bulk mail of domains without it. p=none only watches; go on to p=quarantine when the reports are clean.',
} as const;

/** The records to publish for a domain (SES developer guide: Easy DKIM, custom MAIL FROM; RFC 7489). */
export function recordsFor({ domain, dkimTokens, dkimZone, mailFrom, mailFromHost }: SendingDomain): readonly Wanted[] {
  const dkim = dkimTokens.map(
    (token): Wanted => ({
      purpose: 'dkim',
      type: 'CNAME',
      name: `${token}._domainkey.${domain}`,
      value: `${token}.${dkimZone}`,
      why: whys.dkim,
    }),
  );
  const bounces: readonly Wanted[] = mailFrom
    ? [
        { purpose: 'mail_from', type: 'MX', name: mailFrom, value: `10 ${mailFromHost}`, why: whys.mail_from },
        { purpose: 'spf', type: 'TXT', name: mailFrom, value: 'v=spf1 include:amazonses.com ~all', why: whys.spf },
      ]
    : [];
  return [...dkim, ...bounces, dmarcRecord(domain)];
}

export const dmarcRecord = (domain: string): Wanted => ({
  purpose: 'dmarc',
  type: 'TXT',
  name: dmarcName(domain),
  value: `v=DMARC1; p=none; rua=mailto:dmarc@${domain}`,
  why: whys.dmarc,
});

const canonical = (name: string): string => name.toLowerCase().replace(/\.$/, '');

type Judged = Pick<DnsRecord, 'state' | 'fix'>;

const published: Judged = { state: 'published', fix: null };
const wrong = (fix: string): Judged => ({ state: 'wrong', fix });

const exactly = ({ value, type, name }: Wanted, found: readonly string[]): Judged => {
  if (found.length === 1 && canonical(found[0] ?? '') === canonical(value)) return published;
  return wrong(`Let the ${type} of ${name} be ${value}, and nothing else.`);
};

function spf(_: Wanted, found: readonly string[]): Judged {
  const policies = found.filter((text) => /^v=spf1(?:\s|$)/i.test(text));
  if (policies.length > 1) return wrong('Keep one record that begins with v=spf1: two make SPF fail (RFC 7208 §3.2).');
  return /(?:^|\s)\+?include:amazonses\.com(?:\s|$)/i.test(policies[0] ?? '')
    ? published
    : wrong('Add include:amazonses.com to the record that begins with v=spf1.');
}

function dmarc(_: Wanted, found: readonly string[]): Judged {
  const policies = found.filter((text) => /^v=DMARC1\s*(?:;|$)/i.test(text));
  if (policies.length > 1)
    return wrong('Keep one record that begins with v=DMARC1: with two, none counts (RFC 7489 §6.6.3).');
  return /;\s*p\s*=\s*(?:none|quarantine|reject)\s*(?:;|$)/i.test(policies[0] ?? '')
    ? published
    : wrong('Begin the record with v=DMARC1; p=none, quarantine or reject.');
}

const judges: { readonly [P in DnsRecord['purpose']]: (wanted: Wanted, found: readonly string[]) => Judged } = {
  dkim: exactly,
  mail_from: exactly,
  spf,
  dmarc,
};

/** Texts that have nothing to do with a purpose stand beside it by right. */
const relevant: { readonly [P in DnsRecord['purpose']]: RegExp } = {
  dkim: /./,
  mail_from: /./,
  spf: /^v=spf1/i,
  dmarc: /^v=DMARC1/i,
};

/** A record with what the DNS says of it; `found` is undefined when it gave no answer. */
export function judgeRecord(wanted: Wanted, found: readonly string[] | undefined): DnsRecord {
  if (!found)
    return {
      ...wanted,
      state: 'unknown',
      found: [],
      fix: 'The DNS gave no answer in time. Ask again in some minutes.',
    };
  const texts = found.filter((text) => relevant[wanted.purpose].test(text));
  if (texts.length === 0)
    return {
      ...wanted,
      state: 'missing',
      found: [...found],
      fix: `Publish ${wanted.type} ${wanted.name} with ${wanted.value}`,
    };
  return { ...wanted, ...judges[wanted.purpose](wanted, texts), found: [...found] };
}

/** The domain itself, then those above it that may hold a DMARC policy for it: two labels at least (RFC 7489 §6.6.3). */
export function policyDomains(domain: string): readonly string[] {
  const labels = domain.split('.');
  return labels.slice(0, Math.max(1, labels.length - 1)).map((_, n) => labels.slice(n).join('.'));
}
