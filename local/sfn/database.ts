import { DatabaseSync } from 'node:sqlite';

/** Opens a service's durable state. WAL with NORMAL keeps every commit through `kill -9` of the process. */
export function openDatabase(file: string, schema: string): DatabaseSync {
  const db = new DatabaseSync(file);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 3000;');
  db.exec(schema);
  return db;
}

/** Runs `work` in one transaction. `work` must not await: the connection is shared. */
export function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
}
