import { ensureAssembly } from '../../scripts/assembly.ts';

/** Integration tests run what `cdk deploy` ships: bundle and synthesise once before them. */
export default ensureAssembly;
