import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';
import * as z from 'zod';
import { openDatabase } from '../sfn/database.ts';

const SCHEMA = `CREATE TABLE IF NOT EXISTS artifacts (
  model TEXT NOT NULL, id TEXT NOT NULL, payload TEXT NOT NULL, grantId TEXT, uid TEXT, endsAt INTEGER, PRIMARY KEY (model, id));
CREATE INDEX IF NOT EXISTS byGrant ON artifacts (grantId)`;

const Row = z.object({ payload: z.string(), endsAt: z.number().nullable() });
const Payload: z.ZodType<AdapterPayload> = z.record(z.string(), z.unknown());

export interface Artifacts {
  readonly adapter: AdapterFactory;
  close(): void;
}

/** Sessions, codes and refresh tokens of the issuer in a SQLite file: nobody is signed out when the cloud starts again. */
export function openArtifacts(file: string): Artifacts {
  const db = openDatabase(file, SCHEMA);
  const upsert = db.prepare('INSERT OR REPLACE INTO artifacts VALUES (?, ?, ?, ?, ?, ?)');
  const byId = db.prepare('SELECT payload, endsAt FROM artifacts WHERE model = ? AND id = ?');
  const byUid = db.prepare('SELECT payload, endsAt FROM artifacts WHERE model = ? AND uid = ?');
  const consume = db.prepare(
    "UPDATE artifacts SET payload = json_set(payload, '$.consumed', ?) WHERE model = ? AND id = ?",
  );
  const destroy = db.prepare('DELETE FROM artifacts WHERE model = ? AND id = ?');
  const revoke = db.prepare('DELETE FROM artifacts WHERE model = ? AND grantId = ?');
  const expire = db.prepare('DELETE FROM artifacts WHERE endsAt < ?');
  expire.run(Date.now());
  const read = (row: unknown): AdapterPayload | undefined => {
    const { payload, endsAt } = Row.parse(row ?? { payload: '', endsAt: 0 });
    return endsAt === null || endsAt > Date.now() ? Payload.parse(JSON.parse(payload)) : undefined;
  };
  const adapter = (model: string): Adapter => ({
    upsert: async (id, payload, expiresIn) => {
      const endsAt = expiresIn ? Date.now() + expiresIn * 1000 : null;
      upsert.run(model, id, JSON.stringify(payload), payload.grantId ?? null, payload.uid ?? null, endsAt);
    },
    find: async (id) => read(byId.get(model, id)),
    findByUid: async (uid) => read(byUid.get(model, uid)),
    // Only devices sign in by a code of the user, and this issuer serves none.
    findByUserCode: async () => undefined,
    consume: async (id) => {
      consume.run(Math.floor(Date.now() / 1000), model, id);
    },
    destroy: async (id) => {
      destroy.run(model, id);
    },
    revokeByGrantId: async (grantId) => {
      revoke.run(model, grantId);
    },
  });
  return { adapter, close: () => db.close() };
}
