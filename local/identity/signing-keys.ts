import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import * as z from 'zod';

const Keys = z.object({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string() })).min(1) });

/** The issuer's key pair, made once: tokens stay good when the cloud starts again. */
export async function signingKeys(file: string): Promise<{ readonly keys: readonly JWK[] }> {
  if (existsSync(file)) return Keys.parse(JSON.parse(readFileSync(file, 'utf8')));
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const keys = [{ ...(await exportJWK(privateKey)), kid: 'local', alg: 'RS256', use: 'sig' }];
  writeFileSync(file, JSON.stringify({ keys }), { mode: 0o600 });
  return { keys };
}
