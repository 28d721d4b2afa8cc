import { createHash } from 'node:crypto';
import * as z from 'zod';
import { REGION } from '../assembly/resource-types.ts';
import type { ZoneRecord } from '../dns/zone.ts';
import { AwsError, checkInput } from '../sfn/json-protocol.ts';
import type { AccountStore } from './account-store.ts';
import type { RestRoute } from './rest-protocol.ts';

const CreateIdentity = z.object({ EmailIdentity: z.string().regex(/^[^\s@]*@?[^\s@]+\.[^\s@]+$/) });
const MailFrom = z.object({
  MailFromDomain: z.string().nullish(),
  BehaviorOnMxFailure: z.enum(['USE_DEFAULT_VALUE', 'REJECT_MESSAGE']).nullish(),
});

const typeOf = (name: string): string => (name.includes('@') ? 'EMAIL_ADDRESS' : 'DOMAIN');

const dkimTokens = (name: string): string[] =>
  [0, 1, 2].map((n) => createHash('sha256').update(`${n} ${name.toLowerCase()}`).digest('hex').slice(0, 32));

const identityOf = (account: AccountStore, name: string): unknown => {
  const mailFrom = account.mailFrom(name);
  return {
    IdentityType: typeOf(name),
    VerifiedForSendingStatus: true,
    VerificationStatus: 'SUCCESS',
    FeedbackForwardingStatus: true,
    DkimAttributes: {
      SigningEnabled: true,
      Status: 'SUCCESS',
      SigningAttributesOrigin: 'AWS_SES',
      SigningHostedZone: 'dkim.amazonses.com',
      Tokens: dkimTokens(name),
    },
    ...(mailFrom
      ? {
          MailFromAttributes: {
            MailFromDomain: mailFrom,
            MailFromDomainStatus: 'SUCCESS',
            BehaviorOnMxFailure: 'USE_DEFAULT_VALUE',
          },
        }
      : {}),
  };
};

/** Operations on addresses and domains, all of which are verified at once. */
export function identityRoutes(account: AccountStore): RestRoute[] {
  const list = (): unknown => ({
    EmailIdentities: account.identities().map((IdentityName) => ({
      IdentityType: typeOf(IdentityName),
      IdentityName,
      SendingEnabled: true,
      VerificationStatus: 'SUCCESS',
    })),
  });
  const known = (name: string | undefined): string => {
    if (name !== undefined && account.hasIdentity(name)) return name;
    throw new AwsError('NotFoundException', `Email identity ${name} does not exist.`, 404);
  };
  return [
    [
      'POST',
      '/v2/email/identities',
      ({ body }) => {
        const { EmailIdentity } = checkInput(CreateIdentity, body, 'BadRequestException');
        if (account.addIdentity(EmailIdentity)) return identityOf(account, EmailIdentity);
        throw new AwsError('AlreadyExistsException', `Email identity ${EmailIdentity} already exist.`);
      },
    ],
    ['GET', '/v2/email/identities', list],
    ['POST', '/v2/email/list-identities', list],
    ['GET', '/v2/email/identities/{Name}', ({ params }) => identityOf(account, known(params['Name']))],
    ['DELETE', '/v2/email/identities/{Name}', ({ params }) => void account.removeIdentity(known(params['Name']))],
    [
      'PUT',
      '/v2/email/identities/{Name}/mail-from',
      ({ params, body }) => {
        const { MailFromDomain } = checkInput(MailFrom, body, 'BadRequestException');
        account.setMailFrom(known(params['Name']), MailFromDomain ?? '');
      },
    ],
  ];
}

/** What the owners of the domains would have to publish. */
export const wantedRecords = (account: AccountStore): readonly ZoneRecord[] =>
  account
    .identities()
    .filter((name) => !name.includes('@'))
    .flatMap((domain): ZoneRecord[] => {
      const mailFrom = account.mailFrom(domain);
      return [
        ...dkimTokens(domain).map((token) => ({
          type: 'CNAME' as const,
          name: `${token}._domainkey.${domain}`,
          value: `${token}.dkim.amazonses.com`,
        })),
        { type: 'TXT', name: `_dmarc.${domain}`, value: 'v=DMARC1; p=none;' },
        ...(mailFrom
          ? [
              { type: 'MX' as const, name: mailFrom, value: `10 feedback-smtp.${REGION}.amazonses.com` },
              { type: 'TXT' as const, name: mailFrom, value: 'v=spf1 include:amazonses.com ~all' },
            ]
          : []),
      ];
    });
