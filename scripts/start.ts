import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Cloud, startCloud } from '../local/cloud.ts';
import { parseCommandLine, USAGE } from '../local/command-line.ts';
import { assemblyDir, ensureAssembly } from './assembly.ts';
import { demoTeams } from './demo-team.ts';
import { campaignIds, createLocalTenant, LocalTenant, localParameters } from './local-tenant.ts';

/** The demo organizations are made once; the first one's key is remembered beside the data it owns. */
async function demoTenant(cloud: Cloud, dataDir: string): Promise<LocalTenant> {
  const file = join(dataDir, 'demo-tenant.json');
  if (existsSync(file)) return LocalTenant.parse(JSON.parse(readFileSync(file, 'utf8')));
  const tenants: LocalTenant[] = [];
  for (const [name, people] of Object.entries(demoTeams)) tenants.push(await createLocalTenant(cloud, name, people));
  const [tenant] = tenants;
  if (!tenant) throw new Error('There is no demo organization');
  writeFileSync(file, JSON.stringify(tenant, null, 2));
  return tenant;
}

const welcome = (url: string, smtpPort: number | null, apiKey: string): string => `
  PenguinMails Campaigns is running.

  Dashboard   ${url}/#key=${apiKey}
  API key     ${apiKey}
  People      six in two organizations sign in at ${url}/_local/oidc (docs/access.md)

  Mailbox ${url}/_local/mail · Replies by SMTP to port ${smtpPort} · API ${url}/api/docs · Cost ${url}/_local/meter · Ctrl-C stops it
`;

async function main(args: readonly string[]): Promise<void> {
  const options = parseCommandLine(args);
  if (options.help) {
    console.log(USAGE);
    return;
  }
  await ensureAssembly();
  const { data: dataDir, port, smtp: smtpPort, clock, fresh } = options;
  const cloud = await startCloud({
    assemblyDir,
    dataDir,
    port,
    smtpPort,
    clock,
    fresh,
    parameters: localParameters,
    attribute: campaignIds,
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void cloud.close().then(() => process.exit(0)));
  }
  const { apiKey } = await demoTenant(cloud, dataDir);
  console.log(welcome(cloud.url, cloud.smtpPort, apiKey));
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
