import { join } from 'node:path';
import { AdminGetUserCommand, CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it } from 'vitest';
import { createUserPool } from '../../../local/identity/user-pool.ts';
import { personDirectory } from '../../../src/adapters/cognito/person-directory.ts';
import { serve } from './support/aws-server.ts';
import { closeOnce } from './support/close-once.ts';
import { FakeClock } from './support/fake-clock.ts';
import { tempDir } from './support/temp-dir.ts';

const UserPoolId = 'us-east-1_pool';

async function world(dir = tempDir()) {
  const pool = createUserPool({ poolIds: [UserPoolId], clock: new FakeClock(), file: join(dir, 'users.db') });
  const server = await serve(pool, 'cognito-idp');
  const client = new CognitoIdentityProviderClient(server.config);
  const close = closeOnce(
    () => client.destroy(),
    () => server.close(),
    () => pool.close(),
  );
  return { pool, client, directory: personDirectory(UserPoolId, client), close };
}

describe('the directory of people, on the emulated user pool', () => {
  it('makes an account once, whatever the case of the address, and finds it by its id', async () => {
    const { directory, pool } = await world();
    const ann = await directory.ensure('Ann@Example.com', 'Ann');
    expect(ann).toEqual({ id: expect.any(String), email: 'ann@example.com', name: 'Ann', emailVerified: true });
    expect(await directory.ensure('ann@example.com', 'Somebody else')).toEqual(ann);
    expect(await directory.find(ann.id)).toEqual(ann);
    expect(pool.users()).toHaveLength(1);
  });

  it('makes one account when ten ask at the same time', async () => {
    const { directory } = await world();
    const all = await Promise.all(Array.from({ length: 10 }, () => directory.ensure('bob@example.com', 'Bob')));
    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
  });

  it('knows nobody whom it did not make', async () => {
    const { directory } = await world();
    expect(await directory.find('f6d0b0d4-0000-4000-8000-000000000000')).toBeUndefined();
  });

  it('keeps people over a restart', async () => {
    const dir = tempDir();
    const first = await world(dir);
    const ann = await first.directory.ensure('ann@example.com', 'Ann');
    await first.close();
    expect(await (await world(dir)).directory.find(ann.id)).toEqual(ann);
  });

  it('does not take another pool for its own', async () => {
    const { client } = await world();
    const asked = client.send(new AdminGetUserCommand({ UserPoolId: 'us-east-1_other', Username: 'ann@example.com' }));
    await expect(asked).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
