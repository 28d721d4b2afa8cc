import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { startCloud } from '../../local/cloud.ts';
import type { Interceptor } from '../../local/gateway/gateway.ts';
import { createLocalTenant, LocalTenant, localParameters } from '../../scripts/local-tenant.ts';

/** When the process kills itself: at the n-th SDK call from now on, before or after it was executed. */
const Death = z.object({ calls: z.number(), executed: z.boolean() });
const Child = z.object({ pid: z.number() });

const [dataDir = '', assemblyDir = '', mode = ''] = process.argv.slice(2);
let death = { calls: Number.POSITIVE_INFINITY, executed: false };
process.on('message', (message) => {
  death = Death.parse(message);
});

/** The database dies with the process that started it, as when the power fails. */
function die(): void {
  const { pid } = Child.parse(JSON.parse(readFileSync(join(dataDir, 'dynoxide.pid'), 'utf8')));
  process.kill(pid, 'SIGKILL');
  process.kill(process.pid, 'SIGKILL');
}

const killer: Interceptor = async (request, next) => {
  death.calls -= 1;
  if (death.calls > 0) return next(request);
  if (death.executed) await next(request);
  die();
  return next(request);
};

const cloud = await startCloud({
  assemblyDir,
  dataDir,
  port: 0,
  clock: mode === 'skip' ? 'skip' : 'real',
  fresh: false,
  parameters: localParameters,
  interceptors: [killer],
});
const end = (): void => void cloud.close().then(() => process.exit(0));
process.once('SIGTERM', end);
process.once('disconnect', end);
const file = join(dataDir, 'tenant.json');
const tenant = existsSync(file)
  ? LocalTenant.parse(JSON.parse(readFileSync(file, 'utf8')))
  : await createLocalTenant(cloud, 'Killed Company');
writeFileSync(file, JSON.stringify(tenant));
const tableName = cloud.assembly.ofType('AWS::DynamoDB::GlobalTable')[0]?.name;
process.send?.({ ...tenant, url: cloud.url, gatewayUrl: cloud.gatewayUrl, tableName });
