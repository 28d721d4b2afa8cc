import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { ApiClient } from '../../cli/api-client.ts';
import type { FunctionName } from '../../lib/functions.ts';
import { type Cloud, startCloud } from '../../local/cloud.ts';
import type { Interceptor } from '../../local/gateway/gateway.ts';
import { assemblyDir } from '../../scripts/assembly.ts';
import { campaignIds, createLocalTenant, localParameters } from '../../scripts/local-tenant.ts';
import { writeIamReport } from './iam-coverage.ts';
import { iamReports } from './iam-gate.ts';
import { leakIn, logLines, secretsOf } from './log-secrets.ts';
import { checkResponse } from './openapi-check.ts';

const Mail = z.object({
  id: z.string(),
  messageId: z.string(),
  at: z.string(),
  from: z.string(),
  to: z.array(z.string()).or(z.string()),
  subject: z.string(),
  text: z.string().nullish(),
  html: z.string().nullish(),
  headers: z.unknown(),
  tags: z.record(z.string(), z.unknown()).nullish(),
  direction: z.string(),
});
const Mailbox = z.object({ mails: z.array(Mail), nextCursor: z.string().nullish() });
export type Mail = z.infer<typeof Mail>;

export interface TestCloud {
  readonly cloud: Cloud;
  readonly api: ApiClient;
  readonly tenantId: string;
  /** Another organization on the same cloud. */
  stranger(): Promise<ApiClient>;
  /** A request as it is, with no parsing. */
  raw(
    method: string,
    path: string,
    init?: RequestInit,
  ): Promise<{ status: number; body: Record<string, unknown>; text: string; headers: Headers }>;
  advanceBy(duration: string): Promise<string>;
  mailsTo(address: string): Promise<readonly Mail[]>;
  allMails(): Promise<readonly Mail[]>;
  /** A header of the first mail to an address, unfolded. Throws when there is none: a test must not pass for want of it. */
  headerOf(address: string, name: string): Promise<string>;
  /** The https address that unsubscribes the reader of that mail. */
  unsubscribeLinkOf(address: string): Promise<string>;
  /** Calls a function of the manifest by its name. */
  invoke(name: FunctionName, payload: unknown): Promise<unknown>;
  people(settings: object): Promise<void>;
  events(events: object | readonly object[]): Promise<void>;
  close(): Promise<void>;
}

const parse = (text: string): Record<string, unknown> => {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
};

/** People who do nothing but receive their mail: tests say themselves who opens what. */
export const quietPeople = {
  seed: 1,
  default: {
    bounceHard: 0,
    bounceSoft: 0,
    complain: 0,
    away: 0,
    ticket: 0,
    open: 0,
    clickGivenOpen: 0,
    replyGivenOpen: 0,
    unsubscribeGivenOpen: 0,
    mpp: 0,
    scanner: 0,
  },
};

interface TestCloudOptions {
  /** See every SDK call before its service does. */
  readonly interceptors?: readonly Interceptor[];
}

/** A whole cloud with one organization in it, on a free port and an empty data directory. */
export async function startTestCloud({ interceptors = [] }: TestCloudOptions = {}): Promise<TestCloud> {
  const dataDir = await mkdtemp(join(tmpdir(), 'penguinmails-'));
  const cloud = await startCloud({
    assemblyDir,
    dataDir,
    port: 0,
    smtpPort: 0,
    clock: 'real',
    fresh: true,
    parameters: localParameters,
    interceptors,
    attribute: campaignIds,
  });
  const { tenantId, apiKey } = await createLocalTenant(cloud, 'Penguin Test Company');
  const api = new ApiClient(cloud.url, apiKey, checkResponse);

  const raw: TestCloud['raw'] = async (method, path, init = {}) => {
    const reply = await fetch(`${cloud.url}${path}`, {
      method,
      ...init,
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json', ...init.headers },
    });
    const text = await reply.text();
    checkResponse(method, path, reply.status, reply.headers, text);
    return { status: reply.status, text, body: parse(text), headers: reply.headers };
  };
  const control = async (path: string, body: object): Promise<Record<string, unknown>> => {
    const { status, text, body: answer } = await raw('POST', path, { body: JSON.stringify(body) });
    if (status >= 400) throw new Error(`POST ${path} answered ${status}: ${text}`);
    return answer;
  };
  const mails = async (query: string): Promise<readonly Mail[]> => {
    const found: Mail[] = [];
    let cursor: string | null | undefined;
    do {
      const { text } = await raw(
        'GET',
        `/_local/mailbox?limit=200${query}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
      );
      const page = Mailbox.parse(JSON.parse(text));
      found.push(...page.mails);
      cursor = page.nextCursor;
    } while (cursor);
    return found.reverse();
  };

  const headerOf: TestCloud['headerOf'] = async (address, name) => {
    const [mail] = await mails(`&to=${encodeURIComponent(address)}`);
    const { text } = await raw('GET', `/_local/mailbox/${mail?.id}/source`);
    const value = new RegExp(`^${name}: (.*)$`, 'im').exec(text.replaceAll(/\r?\n[ \t]+/g, ' '))?.[1];
    if (!value) throw new Error(`The first mail to ${address} has no header ${name}`);
    return value.trim();
  };
  const invoke: TestCloud['invoke'] = (name, payload) => {
    const functions = cloud.assembly.ofType('AWS::Lambda::Function');
    const found = functions.find(({ logicalId }) => logicalId.startsWith(`${name}Function`));
    if (!found) throw new Error(`The template has no function ${name}`);
    return cloud.invoke(found.logicalId, payload);
  };

  return {
    cloud,
    api,
    tenantId,
    raw,
    stranger: async () =>
      new ApiClient(cloud.url, (await createLocalTenant(cloud, 'Stranger Company')).apiKey, checkResponse),
    advanceBy: async (advanceBy) => String((await control('/_local/clock', { advanceBy }))['now']),
    mailsTo: (address) => mails(`&to=${encodeURIComponent(address)}`),
    allMails: () => mails(''),
    headerOf,
    unsubscribeLinkOf: async (address) => {
      const link = /<(https?:[^>]+)>/.exec(await headerOf(address, 'List-Unsubscribe'))?.[1];
      if (!link) throw new Error(`The first mail to ${address} has no unsubscribe link`);
      return link;
    },
    invoke,
    people: async (settings) => void (await control('/_local/people', settings)),
    events: async (events) => void (await control('/_local/ses-events', events)),
    close: async () => {
      const secrets = secretsOf(await mails(''));
      writeIamReport(cloud, iamReports);
      await cloud.close();
      const leak = leakIn(logLines(join(dataDir, 'logs')), secrets);
      await rm(dataDir, { recursive: true, force: true });
      if (leak) throw new Error(`A log holds ${leak}`);
    },
  };
}
