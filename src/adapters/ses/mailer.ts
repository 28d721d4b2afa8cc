import { SESv2Client, SendEmailCommand, type SendEmailCommandInput } from '@aws-sdk/client-sesv2';
import type { Mailer, OutgoingMail, SendOutcome } from '../../usecases/ports/effects.ts';
import type { ForwardedMail, Forwarder } from '../../usecases/ports/reply-store.ts';
import { lean } from '../lean-client.ts';
import { composeForward } from '../mime/compose-forward.ts';
import { composeMime } from '../mime/compose-mime.ts';

const rejected = (detail: string): SendOutcome => ({
  outcome: 'refused',
  reason: /not verified/i.test(detail) ? 'sender_not_verified' : 'rejected',
  detail,
});
/** The documents of SES throttle for both limits, its model names them apart: the text decides (reference/aws.md). */
const throttled = (detail: string): SendOutcome => ({
  outcome: /daily/i.test(detail) ? 'stopped' : 'throttled',
  detail,
});
const stopped = (detail: string): SendOutcome => ({ outcome: 'stopped', detail });
const neverLeft = (detail: string): SendOutcome => ({ outcome: 'throttled', detail });

/** What each error of a SendEmail call means, by its name; any other one leaves open whether the mail went out (reliability #24). */
const outcomes: Readonly<Record<string, (detail: string) => SendOutcome>> = {
  TooManyRequestsException: throttled,
  ThrottlingException: throttled,
  LimitExceededException: stopped,
  SendingPausedException: stopped,
  AccountSuspendedException: stopped,
  NotFoundException: stopped,
  AccessDeniedException: stopped,
  MessageRejected: rejected,
  MailFromDomainNotVerifiedException: (detail) => ({ outcome: 'refused', reason: 'sender_not_verified', detail }),
  BadRequestException: (detail) => ({ outcome: 'refused', reason: 'bad_request', detail }),
  CredentialsProviderError: neverLeft,
  ECONNREFUSED: neverLeft,
  ENOTFOUND: neverLeft,
};

const nameOf = (cause: unknown): string => {
  if (!(cause instanceof Error)) return '';
  return 'code' in cause && typeof cause.code === 'string' && cause.code in outcomes ? cause.code : cause.name;
};

/** A tenant that SES paused, or does not know, is no reason to hold the mails of all others. */
const isOfTenant = ({ TenantName }: SendEmailCommandInput, detail: string): boolean =>
  TenantName !== undefined && /tenant/i.test(detail);

export interface SesSettings {
  readonly configurationSet: string;
  /** Whether mails name the SES tenant that they are of. */
  readonly tenants: boolean;
}

const status = (on: boolean): 'ENABLED' | 'DISABLED' => (on ? 'ENABLED' : 'DISABLED');

/** One socket time-out shorter than the lease, and no retries: SES has no idempotency token. */
const socketTimeoutMs = 15_000;

export const sesClient = (): SESv2Client =>
  lean(
    new SESv2Client({ maxAttempts: 1, requestHandler: { requestTimeout: socketTimeoutMs, connectionTimeout: 3_000 } }),
  );

const inputFor = (mail: OutgoingMail, { configurationSet, tenants }: SesSettings): SendEmailCommandInput => ({
  FromEmailAddress: mail.from.email,
  Destination: { ToAddresses: [mail.to] },
  Content: { Raw: { Data: composeMime(mail) } },
  ConfigurationSetName: configurationSet,
  ...(tenants && mail.tenant !== undefined ? { TenantName: mail.tenant } : {}),
  EmailTags: Object.entries(mail.tags).map(([Name, Value]) => ({ Name, Value })),
  ConfigurationOverrides: {
    Tracking: { OpenTrackingEnabled: status(mail.track.opens), ClickTrackingEnabled: status(mail.track.clicks) },
  },
});

/** Undefined for a mail that cannot be written as MIME: an address of it is none. */
function inputOrNone<M>(
  input: (mail: M, settings: SesSettings) => SendEmailCommandInput,
  mail: M,
  settings: SesSettings,
): SendEmailCommandInput | undefined {
  try {
    return input(mail, settings);
  } catch {
    return undefined;
  }
}

async function sendInput(client: SESv2Client, input: SendEmailCommandInput | undefined): Promise<SendOutcome> {
  if (!input) return { outcome: 'refused', reason: 'bad_request', detail: 'the mail cannot be written as MIME' };
  try {
    const reply = await client.send(new SendEmailCommand(input));
    return reply.MessageId
      ? { outcome: 'sent', sesMessageId: reply.MessageId }
      : { outcome: 'unknown', detail: 'SES gave no message id' };
  } catch (cause) {
    const name = nameOf(cause);
    const detail = cause instanceof Error ? cause.message : String(cause);
    const outcome = outcomes[name]?.(detail) ?? { outcome: 'unknown', detail: `${name}: ${detail}` };
    return outcome.outcome === 'stopped' && isOfTenant(input, detail) ? { outcome: 'tenant_stopped', detail } : outcome;
  }
}

/** Sends through SES v2 and says what became of the call. */
export const sesMailer = (settings: SesSettings, client = sesClient()): Mailer => ({
  send: (mail) => sendInput(client, inputOrNone(inputFor, mail, settings)),
});

const forwardInput = (mail: ForwardedMail, { configurationSet }: SesSettings): SendEmailCommandInput => ({
  FromEmailAddress: mail.from.email,
  Destination: { ToAddresses: [mail.to] },
  Content: { Raw: { Data: composeForward(mail) } },
  ConfigurationSetName: configurationSet,
});

/** Sends replies on to the mailbox of their sender. */
export const sesForwarder = (configurationSet: string, client = sesClient()): Forwarder => ({
  send: (mail) => sendInput(client, inputOrNone(forwardInput, mail, { configurationSet, tenants: false })),
});
