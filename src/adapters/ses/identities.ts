import {
  AlreadyExistsException,
  CreateEmailIdentityCommand,
  GetEmailIdentityCommand,
  NotFoundException,
  PutEmailIdentityMailFromAttributesCommand,
  SESv2Client,
} from '@aws-sdk/client-sesv2';
import type { DomainSigning, Identities } from '../../usecases/ports/effects.ts';

const failed = new Set(['FAILED', 'TEMPORARY_FAILURE']);

/** Bounces of a domain come back to this part of it. */
const mailFromOf = (domain: string): string => `bounce.${domain}`;

const dkimStates = { SUCCESS: 'verified', FAILED: 'failed' } as const;
const dkimState = (status: string | undefined): DomainSigning['dkim'] =>
  status === 'SUCCESS' || status === 'FAILED' ? dkimStates[status] : 'pending';

async function createIdentity(client: SESv2Client, EmailIdentity: string): Promise<void> {
  try {
    await client.send(new CreateEmailIdentityCommand({ EmailIdentity }));
  } catch (cause) {
    if (!(cause instanceof AlreadyExistsException)) throw cause;
  }
}

/** SES email identities: creating that of an address makes SES mail a confirmation link to it. */
export function sesIdentities(region: string, client = new SESv2Client({})): Identities {
  return {
    create: async (identity) => {
      await createIdentity(client, identity);
      if (identity.includes('@')) return;
      const attributes = { EmailIdentity: identity, MailFromDomain: mailFromOf(identity) };
      await client.send(
        new PutEmailIdentityMailFromAttributesCommand({ ...attributes, BehaviorOnMxFailure: 'USE_DEFAULT_VALUE' }),
      );
    },
    state: async (EmailIdentity) => {
      try {
        const reply = await client.send(new GetEmailIdentityCommand({ EmailIdentity }));
        if (reply.VerifiedForSendingStatus) return 'verified';
        return failed.has(reply.VerificationStatus ?? '') ? 'failed' : 'pending';
      } catch (cause) {
        if (cause instanceof NotFoundException) return 'pending';
        throw cause;
      }
    },
    signing: async (EmailIdentity) => {
      const { DkimAttributes, MailFromAttributes } = await client.send(new GetEmailIdentityCommand({ EmailIdentity }));
      return {
        dkim: dkimState(DkimAttributes?.Status),
        dkimTokens: DkimAttributes?.Tokens ?? [],
        dkimZone: DkimAttributes?.SigningHostedZone ?? 'dkim.amazonses.com',
        mailFrom: MailFromAttributes?.MailFromDomain ?? null,
        mailFromHost: `feedback-smtp.${region}.amazonses.com`,
      };
    },
  };
}
