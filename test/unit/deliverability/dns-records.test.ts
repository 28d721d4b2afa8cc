import { describe, expect, it } from 'vitest';
import { dmarcRecord, judgeRecord, policyDomains, recordsFor } from '../../../src/domain/deliverability/dns-records.ts';
import { authenticationOf } from '../../../src/usecases/content/authentication.ts';
import { at } from '../../support/builders.ts';

const signing = {
  dkim: 'verified' as const,
  dkimTokens: ['aaa', 'bbb', 'ccc'],
  dkimZone: 'dkim.amazonses.com',
  mailFrom: 'bounce.acme.example',
  mailFromHost: 'feedback-smtp.us-east-1.amazonses.com',
};
const wanted = recordsFor({ domain: 'acme.example', ...signing });
const of = (purpose: string) => wanted.find((record) => record.purpose === purpose)!;

describe('the DNS records of a domain', () => {
  it('are three keys, a host for bounces, SPF and DMARC', () => {
    expect(wanted.map(({ type, name, value }) => `${type} ${name} ${value}`)).toEqual([
      'CNAME aaa._domainkey.acme.example aaa.dkim.amazonses.com',
      'CNAME bbb._domainkey.acme.example bbb.dkim.amazonses.com',
      'CNAME ccc._domainkey.acme.example ccc.dkim.amazonses.com',
      'MX bounce.acme.example 10 feedback-smtp.us-east-1.amazonses.com',
      'TXT bounce.acme.example v=spf1 include:amazonses.com ~all',
      'TXT _dmarc.acme.example v=DMARC1; p=none; rua=mailto:dmarc@acme.example',
    ]);
  });

  it.each<[string, string, readonly string[] | undefined, string]>([
    ['the key', 'dkim', ['aaa.dkim.amazonses.com'], 'published'],
    ['the key with a dot and capitals', 'dkim', ['AAA.dkim.amazonses.com.'], 'published'],
    ['no key', 'dkim', [], 'missing'],
    ['another key', 'dkim', ['zzz.dkim.amazonses.com'], 'wrong'],
    ['no answer', 'dkim', undefined, 'unknown'],
    ['the host', 'mail_from', ['10 feedback-smtp.us-east-1.amazonses.com'], 'published'],
    ['a second host', 'mail_from', ['10 feedback-smtp.us-east-1.amazonses.com', '20 mx.acme.example'], 'wrong'],
    ['SPF among other texts', 'spf', ['site=1', 'v=spf1 a include:amazonses.com -all'], 'published'],
    ['texts that are no SPF', 'spf', ['site=1'], 'missing'],
    ['SPF without SES', 'spf', ['v=spf1 include:other.example ~all'], 'wrong'],
    ['SPF that names a host that only ends so', 'spf', ['v=spf1 include:evilamazonses.com ~all'], 'wrong'],
    ['SPF twice', 'spf', ['v=spf1 include:amazonses.com ~all', 'v=spf1 a -all'], 'wrong'],
    ['a strict policy', 'dmarc', ['v=DMARC1; p=reject; pct=100'], 'published'],
    ['a policy without blanks', 'dmarc', ['v=DMARC1;p=quarantine'], 'published'],
    ['a policy that says nothing', 'dmarc', ['v=DMARC1; rua=mailto:a@b.example'], 'wrong'],
    ['a policy for sub-domains alone', 'dmarc', ['v=DMARC1; sp=reject'], 'wrong'],
    ['two policies', 'dmarc', ['v=DMARC1; p=none', 'v=DMARC1; p=reject'], 'wrong'],
  ])('%s: %s is %4$s', (_, purpose, found, state) => {
    const judged = judgeRecord(of(purpose), found);
    expect(judged.state).toBe(state);
    expect(judged.fix === null).toBe(state === 'published');
  });

  it('may have a policy of a domain above', () => {
    expect(policyDomains('news.mail.acme.example')).toEqual([
      'news.mail.acme.example',
      'mail.acme.example',
      'acme.example',
    ]);
    expect(policyDomains('acme.example')).toEqual(['acme.example']);
  });
});

describe('the authentication of a sender', () => {
  const known: Record<string, readonly string[] | undefined> = { 'TXT _dmarc.acme.example': ['v=DMARC1; p=none'] };
  const deps = (dns = known) => ({
    identities: { create: async () => {}, state: async () => 'verified' as const, signing: async () => signing },
    dns: { lookup: async (type: string, name: string) => (`${type} ${name}` in dns ? dns[`${type} ${name}`] : []) },
    clock: { now: () => at('2026-11-25T09:00Z') },
  });

  it('of an address alone is its DMARC policy at most', async () => {
    const found = await authenticationOf(deps(), { email: 'ann@news.acme.example', identity: 'address' });
    expect(found).toMatchObject({ dkim: 'none', records: [{ name: '_dmarc.acme.example', state: 'published' }] });
  });

  it('of a domain is every record with its state', async () => {
    const found = await authenticationOf(deps(), { email: 'ann@acme.example', identity: 'domain' });
    expect(found.dkim).toBe('verified');
    expect(found.records.map(({ purpose, state }) => `${purpose} ${state}`)).toEqual([
      'dkim missing',
      'dkim missing',
      'dkim missing',
      'mail_from missing',
      'spf missing',
      'dmarc published',
    ]);
  });

  it('does not call a policy missing when the DNS gave no answer', async () => {
    const silent = deps({ 'TXT _dmarc.acme.example': undefined });
    const { records } = await authenticationOf(silent, { email: 'ann@acme.example', identity: 'address' });
    expect(records).toEqual([judgeRecord(dmarcRecord('acme.example'), undefined)]);
  });
});
