interface RestOperation {
  readonly name: string;
  readonly method: string;
  readonly segments: readonly string[];
}

/** The operation a request names, with the values of the `{Name}` segments of its path, decoded. */
export interface Target {
  readonly operation: string;
  readonly params: Readonly<Record<string, string>>;
}

const table = (lines: readonly string[]): RestOperation[] =>
  lines.map((line) => {
    const [name = '', method = '', path = ''] = line.split(' ');
    return { name, method, segments: path.split('/') };
  });

/** Operations of REST services by signing name: name, method, path. The more exact path comes first. */
const operations: Readonly<Record<string, readonly RestOperation[]>> = {
  ses: table([
    'SendEmail POST /v2/email/outbound-emails',
    'GetAccount GET /v2/email/account',
    'CreateEmailIdentity POST /v2/email/identities',
    'ListEmailIdentities GET /v2/email/identities',
    'ListEmailIdentities POST /v2/email/list-identities',
    'GetEmailIdentity GET /v2/email/identities/{Name}',
    'PutEmailIdentityMailFromAttributes PUT /v2/email/identities/{Name}/mail-from',
    'DeleteEmailIdentity DELETE /v2/email/identities/{Name}',
    'CreateTenant POST /v2/email/tenants',
    'CreateTenantResourceAssociation POST /v2/email/tenants/resources',
    'PutSuppressedDestination PUT /v2/email/suppression/addresses',
    'ListSuppressedDestinations GET /v2/email/suppression/addresses',
    'GetSuppressedDestination GET /v2/email/suppression/addresses/{Address}',
    'DeleteSuppressedDestination DELETE /v2/email/suppression/addresses/{Address}',
    'ListConfigurationSets GET /v2/email/configuration-sets',
    'ListConfigurationSets POST /v2/email/list-configuration-sets',
    'GetConfigurationSet GET /v2/email/configuration-sets/{Name}',
    'GetConfigurationSetEventDestinations GET /v2/email/configuration-sets/{Name}/event-destinations',
  ]),
  scheduler: table([
    'CreateSchedule POST /schedules/{Name}',
    'UpdateSchedule PUT /schedules/{Name}',
    'GetSchedule GET /schedules/{Name}',
    'DeleteSchedule DELETE /schedules/{Name}',
    'ListSchedules GET /schedules',
    'CreateScheduleGroup POST /schedule-groups/{Name}',
    'GetScheduleGroup GET /schedule-groups/{Name}',
    'DeleteScheduleGroup DELETE /schedule-groups/{Name}',
    'ListScheduleGroups GET /schedule-groups',
  ]),
  lambda: table(['Invoke POST /2015-03-31/functions/{FunctionName}/invocations']),
};

/** Undefined for a service that is no REST service, or an operation that is not in its table. */
export function restTarget(service: string, method: string, url: string): Target | undefined {
  const parts = (url.split('?', 1)[0] ?? '').split('/');
  for (const { name, method: wanted, segments } of operations[service] ?? []) {
    const params = wanted === method ? paramsOf(segments, parts) : undefined;
    if (params) return { operation: name, params };
  }
  return undefined;
}

function paramsOf(pattern: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== parts.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, wanted] of pattern.entries()) {
    const part = parts[index] ?? '';
    if (wanted.startsWith('{')) params[wanted.slice(1, -1)] = decodeURIComponent(part);
    else if (wanted !== part) return undefined;
  }
  return params;
}
