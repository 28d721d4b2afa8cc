import { assemblyDir, synthesise } from './assembly.ts';

await synthesise();
console.log(`The cloud assembly is in ${assemblyDir}.`);
