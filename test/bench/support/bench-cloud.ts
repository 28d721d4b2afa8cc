import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { ApiClient } from '../../../cli/api-client.ts';
import { type Cloud, startCloud } from '../../../local/cloud.ts';
import { campaignIds, createLocalTenant, localParameters } from '../../../scripts/local-tenant.ts';
import { quietPeople } from '../../support/cloud.ts';

const Child = z.object({ pid: z.number() });

export interface BenchCloud extends AsyncDisposable {
  readonly cloud: Cloud;
  readonly api: ApiClient;
  readonly tenantId: string;
  /** Process id of the database server. */
  readonly databasePid: number;
  /** `POST` to a control route of the embedded cloud. */
  control(path: string, body: object): Promise<void>;
}

/** A fresh cloud with one organization. Unless `lively`, its people only receive their mail. */
export async function startBenchCloud(assemblyDir: string, { lively = false } = {}): Promise<BenchCloud> {
  const dataDir = await mkdtemp(join(tmpdir(), 'penguinmails-bench-'));
  const cloud = await startCloud({
    assemblyDir,
    dataDir,
    port: 0,
    clock: 'real',
    fresh: true,
    parameters: localParameters,
    attribute: campaignIds,
  });
  const { tenantId, apiKey } = await createLocalTenant(cloud, 'Penguin Bench Company');
  const control = async (path: string, body: object): Promise<void> => {
    const reply = await fetch(`${cloud.url}${path}`, { method: 'POST', body: JSON.stringify(body) });
    if (!reply.ok) throw new Error(`POST ${path} answered ${reply.status}: ${await reply.text()}`);
    await reply.arrayBuffer();
  };
  if (!lively) await control('/_local/people', quietPeople);
  return {
    cloud,
    api: new ApiClient(cloud.url, apiKey),
    tenantId,
    databasePid: Child.parse(JSON.parse(await readFile(join(dataDir, 'dynoxide.pid'), 'utf8'))).pid,
    control,
    [Symbol.asyncDispose]: async () => {
      await cloud.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
