import { recordAt, textAt, textsAt } from '../../gateway/fields.ts';
import { domainOf } from '../../ses/read-mail.ts';
import type { Context } from '../conditions.ts';
import { type Asked, arn, type Lookups, type Mapper, type Need, need } from './need.ts';

const bare = (address: string): string => /<([^>]*)>\s*$/.exec(address)?.[1] ?? address.trim();
const displayName = (address: string): string => /^\s*"?(.*?)"?\s*</.exec(address)?.[1] ?? '';
const identityArn = (name: string): string => arn('ses', `identity/${name}`);
/** The id that SES gives a tenant is part of its ARN. */
const tenantArn = (json: unknown): string => {
  const name = textAt(json, 'TenantName') ?? '';
  return arn('ses', `tenant/${name}/tn-${name}`);
};
const setArn = (name: string): string => arn('ses', `configuration-set/${name}`);

/** SES sends with the identity of the whole address when there is one, else of the nearest domain above it. */
function identityOf(address: string, lookups: Lookups): string {
  const domain = domainOf(address);
  const labels = domain.split('.');
  const candidates = [address, ...labels.map((_, index) => labels.slice(index).join('.'))];
  return candidates.find((name) => lookups.hasIdentity(name)) ?? domain;
}

/** Enough of a mail for its first headers. */
const HEAD_BASE64 = 16_384;

function senderOf(json: unknown): string {
  const named = textAt(json, 'FromEmailAddress');
  if (named !== undefined) return named;
  const raw = textAt(recordAt(recordAt(json, 'Content'), 'Raw'), 'Data') ?? '';
  const head = Buffer.from(raw.slice(0, HEAD_BASE64), 'base64').toString();
  return /^From:[ \t]*(.*(?:\r?\n[ \t].*)*)/im.exec(head)?.[1] ?? '';
}

function contextOf(json: unknown, from: string): Context {
  const destination = recordAt(json, 'Destination');
  const fields = ['ToAddresses', 'CcAddresses', 'BccAddresses'];
  const feedback = textAt(json, 'FeedbackForwardingEmailAddress');
  const tenant = textAt(json, 'TenantName');
  return {
    'ses:fromaddress': [bare(from)],
    'ses:fromdisplayname': [displayName(from)],
    ...(tenant !== undefined && { 'ses:tenantname': [tenant] }),
    'ses:recipients': fields.flatMap((field) => textsAt(destination, field)).map(bare),
    ...(feedback !== undefined && { 'ses:feedbackaddress': [feedback] }),
  };
}

/** The identity and the configuration set must both be allowed; raw content is an action of its own. */
function sendEmail({ view: { json }, lookups }: Asked): Need[] {
  const raw = 'Raw' in recordAt(json, 'Content');
  const action = raw ? 'ses:SendRawEmail' : 'ses:SendEmail';
  const from = senderOf(json);
  const identity = textAt(json, 'FromEmailAddressIdentityArn') ?? identityArn(identityOf(bare(from), lookups));
  const set = textAt(json, 'ConfigurationSetName');
  const resources = set === undefined ? [identity] : [identity, setArn(set)];
  const context = contextOf(json, from);
  return resources.map((resource) => ({ ...need(action, resource), context }));
}

const onIdentity =
  (action: string): Mapper =>
  ({ view }) => [need(action, identityArn(view.target?.params['Name'] ?? ''))];
const onSet =
  (action: string): Mapper =>
  ({ view }) => [need(action, setArn(view.target?.params['Name'] ?? ''))];
const onAccount = (operation: string): [string, Mapper] => [operation, () => [need(`ses:${operation}`, '*')]];

export const ses: Readonly<Record<string, Mapper>> = {
  SendEmail: sendEmail,
  CreateEmailIdentity: ({ view }) => [
    need('ses:CreateEmailIdentity', identityArn(textAt(view.json, 'EmailIdentity') ?? '')),
  ],
  GetEmailIdentity: onIdentity('ses:GetEmailIdentity'),
  PutEmailIdentityMailFromAttributes: onIdentity('ses:PutEmailIdentityMailFromAttributes'),
  DeleteEmailIdentity: onIdentity('ses:DeleteEmailIdentity'),
  GetConfigurationSet: onSet('ses:GetConfigurationSet'),
  GetConfigurationSetEventDestinations: onSet('ses:GetConfigurationSetEventDestinations'),
  CreateTenant: ({ view }) => [need('ses:CreateTenant', tenantArn(view.json))],
  CreateTenantResourceAssociation: ({ view }) => [
    need('ses:CreateTenantResourceAssociation', tenantArn(view.json)),
    need('ses:CreateTenantResourceAssociation', textAt(view.json, 'ResourceArn') ?? ''),
  ],
  ...Object.fromEntries(
    [
      'GetAccount',
      'ListEmailIdentities',
      'ListConfigurationSets',
      'PutSuppressedDestination',
      'GetSuppressedDestination',
      'DeleteSuppressedDestination',
      'ListSuppressedDestinations',
    ].map(onAccount),
  ),
};
