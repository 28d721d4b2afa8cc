import {
  AlreadyExistsException,
  CreateEmailIdentityCommand,
  GetEmailIdentityCommand,
  NotFoundException,
  SESv2Client,
} from '@aws-sdk/client-sesv2';
import type { Identities } from '../../usecases/ports/effects.ts';

const failed = new Set(['FAILED', 'TEMPORARY_FAILURE']);

/** SES email identities: creating one makes SES mail a confirmation link to the address. */
export function sesIdentities(client = new SESv2Client({})): Identities {
  return {
    create: async (EmailIdentity) => {
      try {
        await client.send(new CreateEmailIdentityCommand({ EmailIdentity }));
      } catch (cause) {
        if (!(cause instanceof AlreadyExistsException)) throw cause;
      }
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
  };
}
