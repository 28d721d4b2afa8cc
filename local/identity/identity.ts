import { join } from 'node:path';
import * as z from 'zod';
import type { Assembly } from '../assembly/load-assembly.ts';
import type { Clock } from '../service.ts';
import { openArtifacts } from './artifacts.ts';
import { type ClientSpec, createIssuer, type IssuerHandler } from './issuer.ts';
import { signingKeys } from './signing-keys.ts';
import { createUserPool, type UserPool } from './user-pool.ts';

export interface IdentityOptions {
  readonly assembly: Assembly;
  readonly clock: Clock;
  readonly dataDir: string;
  readonly publicUrl: string;
}

export interface Identity {
  readonly pool: UserPool;
  /** Where the issuer is mounted on the public port. */
  readonly path: string;
  readonly issuer: IssuerHandler;
  close(): void;
}

const Client = z.object({
  CallbackURLs: z.array(z.string()).default([]),
  LogoutURLs: z.array(z.string()).default([]),
});

const clientsOf = (assembly: Assembly): readonly ClientSpec[] =>
  assembly.ofType('AWS::Cognito::UserPoolClient').map(({ ref, properties }) => {
    const { CallbackURLs: redirectUris, LogoutURLs: logoutUris } = Client.parse(properties);
    return { id: ref, redirectUris, logoutUris };
  });

const issuerPath = '/_local/oidc';

/** The user pools of the template, and an issuer that signs their users in. */
export async function createIdentity({ assembly, clock, dataDir, publicUrl }: IdentityOptions): Promise<Identity> {
  const poolIds = assembly.ofType('AWS::Cognito::UserPool').map(({ ref }) => ref);
  const pool = createUserPool({ poolIds, clock, file: join(dataDir, 'user-pool.db') });
  const keys = await signingKeys(join(dataDir, 'issuer-keys.json'));
  const url = `${publicUrl}${issuerPath}`;
  const { adapter, close } = openArtifacts(join(dataDir, 'issuer.db'));
  return {
    pool,
    close,
    path: `${issuerPath}/`,
    issuer: createIssuer({ url, clients: clientsOf(assembly), pool, keys, clock, adapter }),
  };
}
