import { join } from 'node:path';
import { DescribeSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import { createSecretsManager, type SecretSpec } from '../../../local/secrets/secrets-manager.ts';
import { serve } from './support/aws-server.ts';
import { closeOnce } from './support/close-once.ts';
import { FakeClock } from './support/fake-clock.ts';
import { tempDir } from './support/temp-dir.ts';

const arn = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:signing-AbCdEf';
const signing = (rule: Record<string, unknown> = {}): SecretSpec => ({
  arn,
  name: 'signing',
  properties: {
    Description: 'Signs links',
    GenerateSecretString: {
      SecretStringTemplate: '{"kid":"k1"}',
      GenerateStringKey: 'key',
      PasswordLength: 48,
      ...rule,
    },
  },
});

async function clientFor(secrets: readonly SecretSpec[], dir = tempDir()) {
  const service = createSecretsManager({ secrets, clock: new FakeClock(), file: join(dir, 'secrets.db') });
  const server = await serve(service, 'secretsmanager');
  const client = new SecretsManagerClient(server.config);
  const close = closeOnce(
    () => client.destroy(),
    () => server.close(),
    () => service.close(),
  );
  const value = async (SecretId: string) => (await client.send(new GetSecretValueCommand({ SecretId }))).SecretString;
  return { client, value, close };
}

describe('secrets of the template', () => {
  it('are generated once and stay the same over a restart', async () => {
    const dir = tempDir();
    const first = await clientFor([signing()], dir);
    const made = await first.value('signing');
    expect(JSON.parse(made ?? '')).toEqual({ kid: 'k1', key: expect.stringMatching(/^.{48}$/) });
    await first.close();
    const second = await clientFor([signing()], dir);
    expect(await second.value(arn)).toBe(made);
    expect(await second.value(arn.slice(0, -7))).toBe(made);
  });

  it('leave out what the template excludes and have one of each included type', async () => {
    const { value } = await clientFor([
      signing({ ExcludePunctuation: true, ExcludeCharacters: 'abc', PasswordLength: 200 }),
    ]);
    const { key } = JSON.parse((await value('signing')) ?? '');
    expect(key).toMatch(/^[d-zA-Z0-9]{200}$/);
    expect([/[a-z]/, /[A-Z]/, /[0-9]/].every((type) => type.test(key))).toBe(true);
  });

  it('follow a fixed value that the template changed', async () => {
    const dir = tempDir();
    const fixed = (SecretString: string): SecretSpec => ({ arn, name: 'signing', properties: { SecretString } });
    const first = await clientFor([fixed('one')], dir);
    expect(await first.value('signing')).toBe('one');
    await first.close();
    expect(await (await clientFor([fixed('two')], dir)).value('signing')).toBe('two');
  });

  it('are described without their value; unknown ones do not exist', async () => {
    const { client, value } = await clientFor([signing()]);
    const described = await client.send(new DescribeSecretCommand({ SecretId: 'signing' }));
    expect(described).toMatchObject({ ARN: arn, Name: 'signing', Description: 'Signs links' });
    expect(described).not.toHaveProperty('SecretString');
    await expect(value('none')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
