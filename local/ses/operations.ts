import * as z from 'zod';
import type { Clock } from '../service.ts';
import { AwsError, checkInput } from '../sfn/json-protocol.ts';
import type { AccountStore } from './account-store.ts';
import { identityRoutes } from './identity-routes.ts';
import type { RestRoute } from './rest-protocol.ts';
import type { Suppressed } from './store-codec.ts';
import type { SesTemplate } from './template.ts';
import { configurationSetArn, identityArn, tenantRoutes } from './tenant-routes.ts';
import type { TenantStore } from './tenant-store.ts';

interface Deps {
  readonly account: AccountStore;
  readonly tenants: TenantStore;
  readonly template: SesTemplate;
  readonly clock: Clock;
  readonly quota: { readonly Max24HourSend: number; readonly MaxSendRate: number };
  readonly suppressedReasons: readonly string[];
  readonly send: (input: unknown, principal: string) => Promise<unknown>;
}

const Suppress = z.object({ EmailAddress: z.string().includes('@'), Reason: z.enum(['BOUNCE', 'COMPLAINT']) });
const NextToken = z.coerce.number().int().nonnegative();

const notFound = (what: string): AwsError => new AwsError('NotFoundException', what, 404);

/** SES v2's REST operations. */
export function sesRoutes(deps: Deps): RestRoute[] {
  return [
    ['POST', '/v2/email/outbound-emails', ({ body, principal }) => deps.send(body, principal)],
    ['GET', '/v2/email/account', () => accountOf(deps)],
    ...identityRoutes(deps.account),
    ...tenantRoutes({ ...deps, isResource: (arn) => isResource(deps, arn) }),
    ...suppressionRoutes(deps),
    ['GET', '/v2/email/configuration-sets', ({ query }) => listSets(deps, query.get('NextToken'))],
    ['POST', '/v2/email/list-configuration-sets', () => listSets(deps, null)],
    ['GET', '/v2/email/configuration-sets/{Name}', ({ params }) => configurationSet(deps, params['Name'] ?? '')],
    [
      'GET',
      '/v2/email/configuration-sets/{Name}/event-destinations',
      ({ params }) => destinationsOf(deps, params['Name'] ?? ''),
    ],
  ];
}

function isResource({ account, template }: Deps, arn: string): boolean {
  const identities = account.identities().map((name) => identityArn(name));
  const sets = [...template.configurationSets.keys()].map((name) => configurationSetArn(name));
  return [...identities, ...sets].some((known) => known.toLowerCase() === arn.toLowerCase());
}

function suppressionRoutes({ account, clock }: Deps): RestRoute[] {
  const known = (address: string): Suppressed => {
    const found = account.suppressed(address);
    if (!found) throw notFound(`Email address ${address} does not exist on your suppression list.`);
    return found;
  };
  return [
    [
      'PUT',
      '/v2/email/suppression/addresses',
      ({ body }) => {
        const { EmailAddress, Reason } = checkInput(Suppress, body, 'BadRequestException');
        account.suppress(EmailAddress.toLowerCase(), Reason, clock.now());
      },
    ],
    ['GET', '/v2/email/suppression/addresses', ({ query }) => listSuppressed(account.allSuppressed(), query)],
    [
      'GET',
      '/v2/email/suppression/addresses/{Address}',
      ({ params }) => ({ SuppressedDestination: summary(known(params['Address'] ?? '')) }),
    ],
    [
      'DELETE',
      '/v2/email/suppression/addresses/{Address}',
      ({ params }) => void account.unsuppress(known(params['Address'] ?? '').address),
    ],
  ];
}

function listSuppressed(all: readonly Suppressed[], query: URLSearchParams): unknown {
  const reasons = query.getAll('Reason');
  const from = pageStart(query.get('NextToken'));
  const size = Number(query.get('PageSize') ?? 100);
  const [after, before] = [instantOf(query.get('StartDate')), instantOf(query.get('EndDate'))];
  const found = all.filter(
    ({ reason, at }) =>
      (reasons.length === 0 || reasons.includes(reason)) &&
      at >= (after ?? 0) &&
      at <= (before ?? Number.POSITIVE_INFINITY),
  );
  const page = { SuppressedDestinationSummaries: found.slice(from, from + size).map(summary) };
  return from + size < found.length ? { ...page, NextToken: String(from + size) } : page;
}

function pageStart(token: string | null): number {
  const from = NextToken.safeParse(token ?? 0);
  if (!from.success)
    throw new AwsError('InvalidNextTokenException', 'The specified request includes an invalid or expired token.');
  return from.data;
}

const instantOf = (text: string | null): number | undefined => (text === null ? undefined : Date.parse(text));

const summary = ({ address, reason, at }: Suppressed): unknown => ({
  EmailAddress: address,
  Reason: reason,
  LastUpdateTime: at / 1000,
});

const accountOf = ({ account, clock, quota, suppressedReasons }: Deps): unknown => ({
  DedicatedIpAutoWarmupEnabled: false,
  EnforcementStatus: 'HEALTHY',
  ProductionAccessEnabled: true,
  SendingEnabled: true,
  SendQuota: { ...quota, SentLast24Hours: account.sentLast24Hours(clock.now()) },
  SuppressionAttributes: { SuppressedReasons: suppressedReasons },
});

const listSets = ({ template }: Deps, token: string | null): unknown => ({
  ConfigurationSets: [...template.configurationSets.keys()].slice(pageStart(token)),
});

function knownSet({ template }: Deps, name: string): string {
  if (!template.configurationSets.has(name)) throw notFound(`Configuration set <${name}> does not exist.`);
  return name;
}

const configurationSet = (deps: Deps, name: string): unknown => ({
  ConfigurationSetName: knownSet(deps, name),
  SendingOptions: { SendingEnabled: true },
  SuppressionOptions: { SuppressedReasons: deps.template.configurationSets.get(name) ?? deps.suppressedReasons },
});

function destinationsOf(deps: Deps, name: string): unknown {
  knownSet(deps, name);
  const own = deps.template.destinations.filter(({ configurationSet: set }) => set === name);
  return {
    EventDestinations: own.map(({ types, topicArn }, index) => ({
      Name: `destination-${index + 1}`,
      Enabled: true,
      MatchingEventTypes: [...types].map((type) => EVENT_TYPES[type] ?? type.toUpperCase()),
      SnsDestination: { TopicArn: topicArn },
    })),
  };
}

const EVENT_TYPES: Readonly<Record<string, string>> = {
  renderingfailure: 'RENDERING_FAILURE',
  deliverydelay: 'DELIVERY_DELAY',
};
