import type { DatabaseSync } from 'node:sqlite';
import type { Occurrence } from './mail.ts';
import { countFrom, nameFrom, type Pending, pendingFrom, type Suppressed, suppressedFrom } from './store-codec.ts';

export const ACCOUNT_SCHEMA = `
CREATE TABLE IF NOT EXISTS identities (name TEXT PRIMARY KEY COLLATE NOCASE);
CREATE TABLE IF NOT EXISTS mail_from (name TEXT PRIMARY KEY COLLATE NOCASE, domain TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS suppressed (address TEXT PRIMARY KEY COLLATE NOCASE, reason TEXT NOT NULL, at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS sent (minute INTEGER PRIMARY KEY, recipients INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS pending (
  id INTEGER PRIMARY KEY AUTOINCREMENT, mailId INTEGER NOT NULL, dueAt INTEGER NOT NULL, occurrence TEXT NOT NULL);`;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const minuteOf = (instant: number): number => Math.floor(instant / MINUTE_MS);

/** Identities, suppression list and the count of the last 24 hours. */
export function accountStore(db: DatabaseSync) {
  const addIdentity = db.prepare('INSERT OR IGNORE INTO identities VALUES (?)');
  const removeIdentity = db.prepare('DELETE FROM identities WHERE name = ?');
  const identity = db.prepare('SELECT name FROM identities WHERE name = ?');
  const identities = db.prepare('SELECT name FROM identities ORDER BY name');
  const setMailFrom = db.prepare('INSERT INTO mail_from VALUES (?1, ?2) ON CONFLICT DO UPDATE SET domain = ?2');
  const mailFrom = db.prepare('SELECT domain AS name FROM mail_from WHERE name = ?');
  const suppress = db.prepare(
    'INSERT INTO suppressed VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET reason = ?2, at = ?3',
  );
  const unsuppress = db.prepare('DELETE FROM suppressed WHERE address = ?');
  const suppressed = db.prepare('SELECT * FROM suppressed WHERE address = ?');
  const allSuppressed = db.prepare('SELECT * FROM suppressed ORDER BY at, address');
  const addSent = db.prepare('INSERT INTO sent VALUES (?1, ?2) ON CONFLICT DO UPDATE SET recipients = recipients + ?2');
  const sentSince = db.prepare('SELECT coalesce(sum(recipients), 0) AS count FROM sent WHERE minute > ?');
  return {
    addIdentity: (name: string): boolean => addIdentity.run(name).changes > 0,
    removeIdentity: (name: string): boolean => removeIdentity.run(name).changes > 0,
    hasIdentity: (name: string): boolean => identity.get(name) !== undefined,
    identities: (): string[] => identities.all().map(nameFrom),
    /** Empty takes the domain away. */
    setMailFrom: (name: string, domain: string): void => void setMailFrom.run(name, domain),
    mailFrom: (name: string): string | undefined => {
      const row = mailFrom.get(name);
      return row ? nameFrom(row) || undefined : undefined;
    },
    suppress: (address: string, reason: string, at: number): void => void suppress.run(address, reason, at),
    unsuppress: (address: string): boolean => unsuppress.run(address).changes > 0,
    suppressed: (address: string): Suppressed | undefined => {
      const row = suppressed.get(address);
      return row && suppressedFrom(row);
    },
    allSuppressed: (): Suppressed[] => allSuppressed.all().map(suppressedFrom),
    countSent: (at: number, recipients: number): void => void addSent.run(minuteOf(at), recipients),
    /** Recipients of the 24 hours before `now`. */
    sentLast24Hours: (now: number): number => countFrom(sentSince.get(minuteOf(now - DAY_MS))),
  };
}

export type AccountStore = ReturnType<typeof accountStore>;

/** Events that are still to be published. */
export function pendingStore(db: DatabaseSync) {
  const insert = db.prepare('INSERT INTO pending (mailId, dueAt, occurrence) VALUES (?, ?, ?)');
  const remove = db.prepare('DELETE FROM pending WHERE id = ?');
  const all = db.prepare('SELECT * FROM pending ORDER BY dueAt, id');
  return {
    add: (mailId: number, dueAt: number, occurrence: Occurrence): Pending => {
      const { lastInsertRowid } = insert.run(mailId, dueAt, JSON.stringify(occurrence));
      return { id: Number(lastInsertRowid), mailId, dueAt, occurrence };
    },
    remove: (id: number): void => void remove.run(id),
    all: (): Pending[] => all.all().map(pendingFrom),
  };
}

export type PendingStore = ReturnType<typeof pendingStore>;
