import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import type { Mailer, OutgoingMail, SendOutcome } from '../../usecases/ports/effects.ts';
import { composeMime } from '../mime/compose-mime.ts';

/** SES's answers by error name; any other error leaves open whether the mail went out (reference/reliability 2.4 #24). */
const outcomes: Readonly<Record<string, (detail: string) => SendOutcome>> = {
  TooManyRequestsException: (detail) => ({ outcome: 'throttled', detail }),
  ThrottlingException: (detail) => ({ outcome: 'throttled', detail }),
  LimitExceededException: (detail) => ({ outcome: 'throttled', detail }),
  SendingPausedException: (detail) => ({ outcome: 'throttled', detail }),
  AccountSuspendedException: (detail) => ({ outcome: 'throttled', detail }),
  MessageRejected: (detail) => ({
    outcome: 'refused',
    reason: /not verified/i.test(detail) ? 'sender_not_verified' : 'rejected',
    detail,
  }),
  MailFromDomainNotVerifiedException: (detail) => ({ outcome: 'refused', reason: 'sender_not_verified', detail }),
  BadRequestException: (detail) => ({ outcome: 'refused', reason: 'bad_request', detail }),
  NotFoundException: (detail) => ({ outcome: 'refused', reason: 'bad_request', detail }),
};

const status = (on: boolean): 'ENABLED' | 'DISABLED' => (on ? 'ENABLED' : 'DISABLED');

/** One socket time-out shorter than the lease, and no retries: SES has no idempotency token. */
const socketTimeoutMs = 15_000;

export const sesClient = (): SESv2Client =>
  new SESv2Client({ maxAttempts: 1, requestHandler: { requestTimeout: socketTimeoutMs, connectionTimeout: 3_000 } });

async function inputFor(mail: OutgoingMail, ConfigurationSetName: string) {
  return {
    FromEmailAddress: mail.from.email,
    Destination: { ToAddresses: [mail.to] },
    Content: { Raw: { Data: await composeMime(mail) } },
    ConfigurationSetName,
    EmailTags: Object.entries(mail.tags).map(([Name, Value]) => ({ Name, Value })),
    ConfigurationOverrides: {
      Tracking: { OpenTrackingEnabled: status(mail.track.opens), ClickTrackingEnabled: status(mail.track.clicks) },
    },
  };
}

/** Sends through SES v2 and says what became of the call. */
export function sesMailer(configurationSet: string, client = sesClient()): Mailer {
  return {
    send: async (mail) => {
      const input = await inputFor(mail, configurationSet).catch(() => undefined);
      if (!input) return { outcome: 'refused', reason: 'bad_request', detail: 'the mail cannot be written as MIME' };
      try {
        const reply = await client.send(new SendEmailCommand(input));
        return reply.MessageId
          ? { outcome: 'sent', sesMessageId: reply.MessageId }
          : { outcome: 'unknown', detail: 'SES gave no message id' };
      } catch (cause) {
        const name = cause instanceof Error ? cause.name : '';
        const detail = cause instanceof Error ? cause.message : String(cause);
        return outcomes[name]?.(detail) ?? { outcome: 'unknown', detail: `${name}: ${detail}` };
      }
    },
  };
}
