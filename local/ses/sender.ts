import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../service.ts';
import { inTransaction } from '../sfn/database.ts';
import { AwsError } from '../sfn/json-protocol.ts';
import type { AccountStore, PendingStore } from './account-store.ts';
import { composeSimple } from './compose.ts';
import { bounced, type Due, delivered, simulated, simulatorBox, softBounced, transitMs } from './fate.ts';
import { newMessageId } from './ids.ts';
import { checkQuota } from './limits.ts';
import type { Mail } from './mail.ts';
import type { MailStore, NewMail } from './mail-store.ts';
import type { Publisher } from './publisher.ts';
import { readHeaders, splitSource, withHeaders } from './raw-mail.ts';
import { bareAddress, domainOf, type ReadMail, readMail } from './read-mail.ts';
import type { Recipients } from './recipients.ts';
import { checkRecipients, readSendRequest, type SendRequest } from './send-request.ts';
import type { SesTemplate } from './template.ts';
import { configurationSetArn, identityArn } from './tenant-routes.ts';
import type { TenantStore } from './tenant-store.ts';
import type { Trackers } from './tracking.ts';

interface Deps {
  readonly db: DatabaseSync;
  readonly mails: MailStore;
  readonly pending: PendingStore;
  readonly account: AccountStore;
  readonly tenants: TenantStore;
  readonly publisher: Publisher;
  readonly template: SesTemplate;
  readonly clock: Clock;
  readonly recipients: () => Recipients;
  readonly takeRate: (recipients: number) => void;
  readonly max24Hours: number;
  readonly trackers: Trackers;
}

/** Content read from a request, before SES puts its own marks on it. */
interface Draft {
  readonly request: SendRequest;
  readonly raw: Buffer;
  readonly content: ReadMail;
  readonly from: string;
  readonly recipients: readonly string[];
}

/** SendEmail: refuses as SES does, else stores the mail with the events that will follow and returns its id. */
export const sender =
  (deps: Deps) =>
  async (input: unknown, principal: string): Promise<{ MessageId: string }> => {
    const request = readSendRequest(input);
    const draft = await draftOf(request);
    checkRecipients(draft.recipients);
    deps.takeRate(draft.recipients.length);
    checkConfigurationSet(deps, request.ConfigurationSetName);
    const identity = identityOf(deps.account, draft.from);
    checkTenant(deps, request, identity);
    checkQuota(deps.account.sentLast24Hours(deps.clock.now()), draft.recipients.length, deps.max24Hours);
    const mail = finished(deps, draft, principal);
    accept(deps, mail);
    return { MessageId: mail.messageId };
  };

async function draftOf(request: SendRequest): Promise<Draft> {
  const { Simple, Raw } = request.Content;
  const raw = Simple ? await composeSimple(request, Simple) : Buffer.from(Raw?.Data ?? '', 'base64');
  const content = await readMail(raw);
  const { ToAddresses = [], CcAddresses = [], BccAddresses = [] } = request.Destination ?? {};
  const named = [...ToAddresses, ...CcAddresses, ...BccAddresses].map(bareAddress);
  const recipients = named.length > 0 ? named : [...content.to, ...content.cc, ...content.bcc];
  return { request, raw, content, from: bareAddress(request.FromEmailAddress ?? content.fromAddress), recipients };
}

function checkConfigurationSet({ template }: Deps, name: string | null | undefined): void {
  if (name != null && !template.configurationSets.has(name)) {
    throw new AwsError('NotFoundException', `Configuration set <${name}> does not exist.`, 404);
  }
}

/** A verified domain also stands for its addresses and sub-domains. */
function identityOf(account: AccountStore, from: string): string {
  const labels = domainOf(from).split('.');
  const domains = labels.map((_, index) => labels.slice(index).join('.'));
  const identity = [from, ...domains].find((name) => account.hasIdentity(name));
  if (identity !== undefined) return identity;
  throw new AwsError(
    'MessageRejected',
    `Email address is not verified. The following identities failed the check in region US-EAST-1: ${from}`,
  );
}

/** A mail of a tenant uses only what is associated with it. */
function checkTenant({ tenants }: Deps, { TenantName, ConfigurationSetName }: SendRequest, identity: string): void {
  if (TenantName == null) return;
  if (!tenants.has(TenantName)) throw new AwsError('NotFoundException', `Tenant ${TenantName} does not exist.`, 404);
  const used = [
    identityArn(identity),
    ...(ConfigurationSetName == null ? [] : [configurationSetArn(ConfigurationSetName)]),
  ];
  const foreign = used.find((arn) => !tenants.isAssociated(TenantName, arn));
  if (foreign !== undefined)
    throw new AwsError('BadRequestException', `${foreign} is not associated with tenant ${TenantName}.`);
}

function finished(deps: Deps, { request, raw, content, from, recipients }: Draft, principal: string): NewMail {
  const at = deps.clock.now();
  const messageId = newMessageId(at);
  const tracked = deps.trackers.apply(messageId, raw, request);
  const source = withHeaders(tracked.raw, {
    'Message-ID': `<${messageId}@email.amazonses.com>`,
    Date: new Date(at).toUTCString().replace('GMT', '+0000'),
    Bcc: null,
  });
  return {
    messageId,
    direction: 'outbound',
    at,
    from: content.from,
    recipients,
    subject: content.subject,
    text: content.text,
    html: tracked.html ?? content.html,
    headers: readHeaders(splitSource(source).head),
    tags: tagsOf(request, from, principal),
    configurationSet: request.ConfigurationSetName ?? null,
    tracksOpens: tracked.opens,
    links: tracked.links,
    raw: source,
  };
}

function tagsOf(request: SendRequest, from: string, principal: string): Mail['tags'] {
  return {
    'ses:source-tls-version': ['TLSv1.3'],
    'ses:operation': ['SendEmail'],
    ...(request.ConfigurationSetName == null ? {} : { 'ses:configuration-set': [request.ConfigurationSetName] }),
    'ses:source-ip': ['127.0.0.1'],
    'ses:from-domain': [domainOf(from)],
    'ses:caller-identity': [principal],
    ...Object.fromEntries(request.EmailTags.map(({ Name, Value }) => [Name, [Value]])),
  };
}

function accept(deps: Deps, draft: NewMail): void {
  const { db, mails, pending, account, publisher } = deps;
  const scheduled = inTransaction(db, () => {
    const mail = mails.add(draft);
    account.countSent(mail.at, mail.recipients.length);
    const due: Due[] = [
      { afterMs: 0, occurrence: { type: 'Send' } },
      ...mail.recipients.flatMap((recipient) => fateOf(deps, mail, recipient)),
    ];
    return due.map(({ afterMs, occurrence }) => pending.add(mail.id, mail.at + afterMs, occurrence));
  });
  for (const event of scheduled) publisher.schedule(event);
}

function fateOf({ account, recipients }: Deps, mail: Mail, recipient: string): Due[] {
  const afterMs = transitMs(mail, recipient);
  if (account.suppressed(recipient)) return bounced(recipient, afterMs, 'Permanent', 'OnAccountSuppressionList');
  const box = simulatorBox(recipient);
  const simulate = box === undefined ? undefined : simulated[box];
  if (simulate) return simulate(recipient, afterMs);
  switch (recipients().fate(mail, recipient)) {
    case 'delivered':
      return delivered(recipient, afterMs);
    case 'bounced_hard':
      return bounced(recipient, afterMs, 'Permanent', 'General');
    case 'bounced_soft':
      return softBounced(recipient, afterMs);
  }
}
