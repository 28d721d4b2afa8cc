import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { bootstrap, deploy } from '../test/cloud/emulator/deploy.ts';
import { freePort } from '../test/cloud/emulator/free-port.ts';
import { hasPython, installMiniStack } from '../test/cloud/emulator/install.ts';
import { startMailTap } from '../test/cloud/emulator/mail-tap.ts';
import { apiUrlByPath, clientEnvironment, startMiniStack } from '../test/cloud/emulator/ministack.ts';
import { makeAlarmsPlain } from '../test/cloud/emulator/plain-alarms.ts';
import { ProcessGroups } from '../test/cloud/emulator/process-groups.ts';
import { switchOffTenants } from '../test/cloud/emulator/without-tenants.ts';
import { assemblyDir, ensureAssembly } from './assembly.ts';

const skipped = `
  ************************************************************************
  SKIPPED: the second opinion needs python3 with venv (on Debian and
  Ubuntu: apt-get install python3-venv). Nothing was deployed or tested.
  ************************************************************************
`;

const tailLines = 60;
const groups = new ProcessGroups();
const started = performance.now();
const say = (line: string): void => console.log(`[${((performance.now() - started) / 1000).toFixed(1)} s] ${line}`);

function printTail(title: string, file: string, wanted: (line: string) => boolean = () => true): void {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').filter(wanted) : [];
  console.error(`\n--- ${title}: the last of ${lines.length} lines ---\n${lines.slice(-tailLines).join('\n')}`);
}

/** The environment without what would lead an AWS client, or its credentials, elsewhere. */
const withoutAws = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('AWS_')));

/** Deploys the assembly to a fresh emulator and walks a campaign through it; throws where anything fails. */
async function walk(directory: string): Promise<void> {
  const command = await installMiniStack(groups, say);
  await ensureAssembly();
  say('the cloud assembly is ready');
  const assembly = join(directory, 'assembly');
  cpSync(assemblyDir, assembly, { recursive: true });
  switchOffTenants(assembly);
  const alarms = makeAlarmsPlain(assembly);
  if (alarms.length > 0) say(`deploys without metric math, which MiniStack lacks: ${alarms.join(', ')}`);

  const port = await freePort();
  const tap = await startMailTap(`http://127.0.0.1:${port}`);
  const emulatorLog = join(directory, 'emulator.log');
  const emulatorOptions = { command, port, directory: join(directory, 'emulator'), logFile: emulatorLog };
  const url = await startMiniStack(groups, { ...emulatorOptions, sesUrl: tap.url });
  say(`MiniStack answers on ${url}`);

  const environment = clientEnvironment(url);
  const cdk = { assembly, directory, environment, logFile: join(directory, 'cdk.log') };
  await bootstrap(groups, cdk);
  say('cdk bootstrap is done');
  const outputs = await deploy(groups, cdk);
  say(`cdk deploy is done: ${outputs.ApiUrl}`);

  const walkEnvironment = {
    ...withoutAws(process.env),
    ...environment,
    CLOUD_API_URL: apiUrlByPath(url, outputs.ApiUrl),
    CLOUD_CREATE_TENANT_FUNCTION: outputs.CreateTenantFunction,
    CLOUD_MAIL_TAP_URL: tap.url,
    CLOUD_MAIL_LIST_URL: `${url}/_ministack/ses/messages`,
  };
  await groups.run({
    program: process.execPath,
    args: [resolve('node_modules/vitest/vitest.mjs'), 'run', '--config', 'vitest.cloud.config.ts'],
    cwd: process.cwd(),
    env: walkEnvironment,
    output: 'terminal',
  });
}

async function main(): Promise<void> {
  if (!hasPython()) return console.log(skipped);
  const directory = mkdtempSync(join(tmpdir(), 'penguinmails-second-opinion-'));
  process.once('exit', () => {
    groups.killAll();
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
  try {
    await walk(directory);
    say('the second opinion agrees');
    process.exit(0);
  } catch (error) {
    const emulatorLog = join(directory, 'emulator.log');
    printTail('cdk', join(directory, 'cdk.log'), (line) => !/CREATE_(IN_PROGRESS|COMPLETE)/.test(line));
    printTail('the emulator', emulatorLog, (line) => !line.includes(' INFO [sns] '));
    printTail('errors that functions logged', emulatorLog, (line) => /"level":"(ERROR|CRITICAL)"/.test(line));
    console.error(`\n${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  }
}

await main();
