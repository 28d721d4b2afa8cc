import { ensureAssembly } from './assembly.ts';

await ensureAssembly();
