import * as z from 'zod';
import { AwsError } from '../sfn/json-protocol.ts';

const body = z.object({ Data: z.string(), Charset: z.string().optional() });
const header = z.object({ Name: z.string(), Value: z.string() });
const addresses = z
  .array(z.string())
  .nullish()
  .transform((list) => list ?? []);
const status = z.enum(['ENABLED', 'DISABLED']).nullish();

const Simple = z.object({
  Subject: body,
  Body: z.object({ Text: body.nullish(), Html: body.nullish() }),
  Headers: z
    .array(header)
    .nullish()
    .transform((list) => list ?? []),
});
export type SimpleContent = z.infer<typeof Simple>;

const SendRequest = z.object({
  FromEmailAddress: z.string().nullish(),
  Destination: z.object({ ToAddresses: addresses, CcAddresses: addresses, BccAddresses: addresses }).nullish(),
  ReplyToAddresses: addresses,
  Content: z.object({
    Simple: Simple.nullish(),
    Raw: z.object({ Data: z.string() }).nullish(),
    Template: z.unknown().optional(),
  }),
  EmailTags: z
    .array(z.object({ Name: z.string(), Value: z.string() }))
    .nullish()
    .transform((list) => list ?? []),
  ConfigurationSetName: z.string().nullish(),
  TenantName: z.string().nullish(),
  ConfigurationOverrides: z
    .object({ Tracking: z.object({ OpenTrackingEnabled: status, ClickTrackingEnabled: status }).nullish() })
    .nullish(),
});
export type SendRequest = z.infer<typeof SendRequest>;

const badRequest = (message: string): AwsError => new AwsError('BadRequestException', message);

const MAX_RECIPIENTS = 50;
const MAX_TAGS = 50;
const MAX_HEADERS = 15;
const MAX_RAW_BYTES = 40 * 1024 * 1024;
const TAG = /^[\w-]{1,256}$/;
const TAG_RULE = 'can contain only ASCII letters, numbers, underscores or dashes and at most 256 characters';

/** Parses SendEmail's input and refuses what SES refuses before it looks at identities. */
export function readSendRequest(input: unknown): SendRequest {
  const parsed = SendRequest.safeParse(input);
  if (!parsed.success)
    throw badRequest(`${parsed.error.issues[0]?.path.join('.') ?? ''}: ${parsed.error.issues[0]?.message ?? ''}`);
  checkTags(parsed.data);
  checkContent(parsed.data);
  return parsed.data;
}

function checkTags({ EmailTags }: SendRequest): void {
  if (EmailTags.length > MAX_TAGS)
    throw badRequest(`Too many tags: ${EmailTags.length}, at most ${MAX_TAGS} are allowed.`);
  for (const { Name, Value } of EmailTags) {
    if (!TAG.test(Name)) throw badRequest(`Invalid tag name <${Name}>: it ${TAG_RULE}.`);
    if (!TAG.test(Value)) throw badRequest(`Invalid tag value <${Value}> for tag <${Name}>: it ${TAG_RULE}.`);
  }
  const names = EmailTags.map(({ Name }) => Name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) throw badRequest(`Duplicate tag name: ${repeated}.`);
}

function checkContent({ Content: { Simple: simple, Raw } }: SendRequest): void {
  if ((simple == null) === (Raw == null))
    throw badRequest('Content must have exactly one of Simple and Raw; templates are not emulated.');
  if (Raw && Raw.Data.length * 0.75 > MAX_RAW_BYTES)
    throw badRequest('Message length is more than 41943040 bytes long.');
  if (!simple) return;
  if (!simple.Body.Text && !simple.Body.Html) throw badRequest('Missing required body: Text or Html.');
  if (simple.Headers.length > MAX_HEADERS) throw badRequest(`Too many headers: at most ${MAX_HEADERS} are allowed.`);
  for (const { Name, Value } of simple.Headers) checkHeader(Name, Value);
}

function checkHeader(name: string, value: string): void {
  if (!/^[!-9;-~]{1,126}$/.test(name)) throw badRequest(`Invalid header name <${name}>.`);
  if (!/^[ -~]{0,995}$/.test(value))
    throw badRequest(`Invalid header value for <${name}>: printable ASCII and at most 995 characters.`);
  if (name.length + value.length > 996) throw badRequest(`Header <${name}> is longer than 996 characters.`);
}

/** Refuses a mail without recipients or with too many. */
export function checkRecipients(recipients: readonly string[]): void {
  if (recipients.length === 0) throw badRequest('Missing required recipients.');
  if (recipients.length > MAX_RECIPIENTS) throw badRequest(`Recipient count exceeds ${MAX_RECIPIENTS}.`);
  const broken = recipients.find((recipient) => !/^[^\s@<>]+@[^\s@<>]+$/.test(recipient));
  if (broken !== undefined) throw badRequest(`Invalid recipient: <${broken}>.`);
}
