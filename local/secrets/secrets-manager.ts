import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { AwsService, Clock } from '../service.ts';
import { openDatabase } from '../sfn/database.ts';
import { AwsError, answerJson, checkInput, type Operation } from '../sfn/json-protocol.ts';
import { GenerateSecretString, generateSecret } from './password.ts';

/** An `AWS::SecretsManager::Secret` of the template: `properties` with intrinsics resolved. */
export interface SecretSpec {
  readonly arn: string;
  readonly name: string;
  readonly properties: unknown;
}

export interface SecretsManagerOptions {
  readonly secrets: readonly SecretSpec[];
  readonly clock: Clock;
  /** SQLite file that keeps the values. */
  readonly file: string;
}

const SCHEMA = `CREATE TABLE IF NOT EXISTS secrets (name TEXT PRIMARY KEY, value TEXT NOT NULL, versionId TEXT NOT NULL, createdAt INTEGER NOT NULL)`;

const Properties = z.object({
  Description: z.string().optional(),
  SecretString: z.string().optional(),
  GenerateSecretString: GenerateSecretString.optional(),
});
const Row = z.object({ value: z.string(), versionId: z.string(), createdAt: z.number() });
const Id = z.object({ SecretId: z.string(), VersionStage: z.string().optional(), VersionId: z.string().optional() });

export interface SecretsManager extends AwsService {
  /** A secret's ARN by its name, ARN or ARN without the random end. */
  arnOf(id: string): string | undefined;
  close(): Promise<void>;
}

/** Secrets Manager (service `secretsmanager`) for the template's secrets; a generated value is made once and kept. */
export function createSecretsManager({ secrets, clock, file }: SecretsManagerOptions): SecretsManager {
  const db = openDatabase(file, SCHEMA);
  const insert = db.prepare('INSERT OR IGNORE INTO secrets VALUES (?, ?, ?, ?)');
  const rewrite = db.prepare('UPDATE secrets SET value = ?1, versionId = ?2 WHERE name = ?3 AND value <> ?1');
  const select = db.prepare('SELECT value, versionId, createdAt FROM secrets WHERE name = ?');
  const known = secrets.map(({ arn, name, properties }) => {
    const { Description, SecretString, GenerateSecretString: rule } = Properties.parse(properties);
    insert.run(name, SecretString ?? generateSecret(rule ?? GenerateSecretString.parse({})), randomUUID(), clock.now());
    if (SecretString !== undefined) rewrite.run(SecretString, randomUUID(), name);
    return { arn, name, description: Description };
  });

  const named = (id: string) => known.find(({ arn, name }) => id === name || id === arn || arn.startsWith(`${id}-`));
  const find = (input: unknown) => {
    const { SecretId, VersionStage = 'AWSCURRENT', VersionId } = checkInput(Id, input, 'InvalidParameterException');
    const secret = named(SecretId);
    const row = secret && Row.parse(select.get(secret.name));
    const current = row && VersionStage === 'AWSCURRENT' && (VersionId ?? row.versionId) === row.versionId;
    if (!current) throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    return { ...secret, ...row };
  };
  const operations: Readonly<Record<string, Operation>> = {
    GetSecretValue: (input) => {
      const { arn, name, value, versionId, createdAt } = find(input);
      return {
        ARN: arn,
        Name: name,
        VersionId: versionId,
        SecretString: value,
        VersionStages: ['AWSCURRENT'],
        CreatedDate: createdAt / 1000,
      };
    },
    DescribeSecret: (input) => {
      const { arn, name, description, versionId, createdAt } = find(input);
      return {
        ARN: arn,
        Name: name,
        Description: description,
        CreatedDate: createdAt / 1000,
        VersionIdsToStages: { [versionId]: ['AWSCURRENT'] },
      };
    },
  };
  return {
    handle: (request) => answerJson(request, 'application/x-amz-json-1.1', operations),
    arnOf: (id) => named(id)?.arn,
    close: async () => db.close(),
  };
}
