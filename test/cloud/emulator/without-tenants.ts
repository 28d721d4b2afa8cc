import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Changes the templates of an assembly to what `cdk deploy -c sesTenants=false` gives the functions: MiniStack is not known to have SES tenants. */
export function switchOffTenants(assembly: string): void {
  for (const name of globSync('*.template.json', { cwd: assembly })) {
    const file = join(assembly, name);
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/"SES_TENANTS":\s*"on"/g, '"SES_TENANTS": "off"'));
  }
}
