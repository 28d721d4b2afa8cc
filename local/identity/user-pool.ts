import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { AwsService, Clock } from '../service.ts';
import { openDatabase } from '../sfn/database.ts';
import { AwsError, answerJson, checkInput, type Operation } from '../sfn/json-protocol.ts';

export interface User {
  readonly sub: string;
  readonly email: string;
  readonly name: string;
  readonly emailVerified: boolean;
}

export interface UserPool extends AwsService {
  users(): readonly User[];
  /** By sub. */
  find(sub: string): User | undefined;
  close(): Promise<void>;
}

const SCHEMA = `CREATE TABLE IF NOT EXISTS users (
  sub TEXT PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT NOT NULL, verified INTEGER NOT NULL, createdAt INTEGER NOT NULL)`;

const Row = z.object({
  sub: z.string(),
  email: z.string(),
  name: z.string(),
  verified: z.number(),
  createdAt: z.number(),
});
type Row = z.infer<typeof Row>;

const Attributes = z.array(z.object({ Name: z.string(), Value: z.string().default('') }));
const Named = z.object({ UserPoolId: z.string(), Username: z.string().min(1).max(128) });
const NewUser = Named.extend({ UserAttributes: Attributes.default([]) });

const userOf = ({ sub, email, name, verified }: Row): User => ({ sub, email, name, emailVerified: verified === 1 });

const answerOf = (row: Row, attributes: string) => ({
  Username: row.sub,
  Enabled: true,
  UserStatus: 'CONFIRMED',
  UserCreateDate: row.createdAt / 1000,
  UserLastModifiedDate: row.createdAt / 1000,
  [attributes]: Object.entries({
    sub: row.sub,
    email: row.email,
    email_verified: String(row.verified === 1),
    name: row.name,
  }).map(([Name, Value]) => ({ Name, Value })),
});

export interface UserPoolOptions {
  /** Ids of the pools of the template. */
  readonly poolIds: readonly string[];
  readonly clock: Clock;
  /** SQLite file that keeps the users. */
  readonly file: string;
}

/** Cognito user pools (service `cognito-idp`) that sign in by address. There are no passwords: the issuer beside it lets one pick a user. */
export function createUserPool({ poolIds, clock, file }: UserPoolOptions): UserPool {
  const db = openDatabase(file, SCHEMA);
  const insert = db.prepare('INSERT OR IGNORE INTO users VALUES (?, ?, ?, ?, ?)');
  const select = db.prepare('SELECT * FROM users WHERE sub = ?1 OR email = ?2');
  const all = db.prepare('SELECT * FROM users ORDER BY createdAt, email');
  const find = (username: string): Row | undefined => {
    const row = select.get(username, username.toLowerCase());
    return row && Row.parse(row);
  };
  const known = <I extends z.infer<typeof Named>>(input: I): I => {
    if (poolIds.includes(input.UserPoolId)) return input;
    throw new AwsError('ResourceNotFoundException', `User pool ${input.UserPoolId} does not exist.`);
  };
  const operations: Readonly<Record<string, Operation>> = {
    AdminCreateUser: (body) => {
      const input = known(checkInput(NewUser, body, 'InvalidParameterException'));
      const given = Object.fromEntries(input.UserAttributes.map(({ Name, Value }) => [Name, Value]));
      const email = (given['email'] ?? input.Username).toLowerCase();
      const verified = given['email_verified'] === 'true' ? 1 : 0;
      const { changes } = insert.run(randomUUID(), email, given['name'] ?? '', verified, clock.now());
      const row = find(email);
      if (changes === 0 || !row) throw new AwsError('UsernameExistsException', 'User account already exists');
      return { User: { ...answerOf(row, 'Attributes'), UserStatus: 'FORCE_CHANGE_PASSWORD' } };
    },
    AdminGetUser: (body) => {
      const row = find(known(checkInput(Named, body, 'InvalidParameterException')).Username);
      if (!row) throw new AwsError('UserNotFoundException', 'User does not exist.');
      return answerOf(row, 'UserAttributes');
    },
  };
  return {
    handle: (request) => answerJson(request, 'application/x-amz-json-1.1', operations),
    users: () => all.all().map((row) => userOf(Row.parse(row))),
    find: (sub) => {
      const row = find(sub);
      return row && userOf(row);
    },
    close: async () => db.close(),
  };
}
