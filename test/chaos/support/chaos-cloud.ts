import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiClient } from '../../../cli/api-client.ts';
import type { FunctionName } from '../../../lib/functions.ts';
import { type Cloud, startCloud } from '../../../local/cloud.ts';
import { createLocalTenant, localParameters } from '../../../scripts/local-tenant.ts';
import type { Table } from '../../../src/adapters/dynamo/table.ts';
import { queueNames } from '../../../src/contracts/queue-names.ts';
import { quietPeople } from '../../support/cloud.ts';
import { createSender } from './campaign.ts';
import { tableAt } from './evidence.ts';
import { snapshotOf } from './snapshot.ts';

export interface ChaosCloud {
  readonly cloud: Cloud;
  readonly api: ApiClient;
  readonly tenantId: string;
  readonly table: Table;
  now(): number;
  /** Skips so many milliseconds: also over the time-outs of messages whose receiver died. */
  skip(ms: number): Promise<void>;
  control(path: string, body: object): Promise<void>;
  /** Puts all dead letters back on their queues; says how many that were. */
  redrive(): Promise<number>;
  close(): Promise<void>;
}

/** A cloud with one organization, a sender and people who only receive, in this process. */
export async function startChaosCloud(): Promise<ChaosCloud> {
  const dataDir = await mkdtemp(join(tmpdir(), 'penguinmails-chaos-'));
  const assemblyDir = await snapshotOf(dataDir);
  const options = { assemblyDir, dataDir: join(dataDir, 'cloud'), port: 0, clock: 'real', fresh: true } as const;
  const cloud = await startCloud({ ...options, parameters: localParameters });
  const close = async (): Promise<void> => {
    await cloud.close();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    return await furnished(cloud, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function furnished(cloud: Cloud, close: () => Promise<void>): Promise<ChaosCloud> {
  const { tenantId, apiKey } = await createLocalTenant(cloud, 'Chaos Company');
  const api = new ApiClient(cloud.url, apiKey);
  await createSender(api);
  const tableName = cloud.assembly.ofType('AWS::DynamoDB::GlobalTable')[0]?.name ?? '';
  const chaos: ChaosCloud = {
    ...{ cloud, api, tenantId },
    table: tableAt(cloud.gatewayUrl, tableName),
    now: () => cloud.clock.now(),
    skip: async (ms) => {
      cloud.clock.setMode('skip');
      await cloud.clock.advanceBy(ms);
      cloud.clock.setMode('real');
    },
    control: async (path, body) => {
      const reply = await fetch(`${cloud.url}/_local/${path}`, { method: 'POST', body: JSON.stringify(body) });
      if (!reply.ok) throw new Error(`/_local/${path} answered ${reply.status}: ${await reply.text()}`);
    },
    redrive: () => redriveAll(cloud),
    close,
  };
  await chaos.control('people', quietPeople);
  return chaos;
}

async function redriveAll(cloud: Cloud): Promise<number> {
  let moved = 0;
  for (const queue of queueNames) {
    const answer = await cloud.invoke(functionId(cloud, 'Redrive'), { queue });
    moved += (answer as { readonly moved: number }).moved;
  }
  return moved;
}

function functionId(cloud: Cloud, name: FunctionName): string {
  const functions = cloud.assembly.ofType('AWS::Lambda::Function');
  const found = functions.find(({ logicalId }) => logicalId.startsWith(`${name}Function`));
  if (!found) throw new Error(`The template has no function ${name}`);
  return found.logicalId;
}
