import { inTransaction, openDatabase } from '../sfn/database.ts';
import { actionFrom, countFrom, type PendingAction, settingsFrom } from './people-store-codec.ts';
import type { Action } from './plan.ts';
import { initialSettings, type Settings } from './profile.ts';

const SCHEMA = `
CREATE TABLE IF NOT EXISTS settings (id INTEGER PRIMARY KEY CHECK (id = 1), json TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS actions (
  id INTEGER PRIMARY KEY AUTOINCREMENT, mailId INTEGER NOT NULL, address TEXT NOT NULL, dueAt INTEGER NOT NULL,
  attempt INTEGER NOT NULL DEFAULT 0, action TEXT NOT NULL, UNIQUE (mailId, address, action, dueAt));`;

type NewAction = { readonly mailId: number; readonly address: string; readonly dueAt: number; readonly action: Action };

/** Settings of the people and what they are going to do. */
export function openPeopleStore(file: string) {
  const db = openDatabase(file, SCHEMA);
  const readSettings = db.prepare('SELECT json FROM settings');
  const writeSettings = db.prepare('INSERT INTO settings VALUES (1, ?1) ON CONFLICT DO UPDATE SET json = ?1');
  const insert = db.prepare(
    'INSERT OR IGNORE INTO actions (mailId, address, dueAt, action) VALUES (?, ?, ?, ?) RETURNING *',
  );
  const remove = db.prepare('DELETE FROM actions WHERE id = ?');
  const postpone = db.prepare('UPDATE actions SET dueAt = ?, attempt = attempt + 1 WHERE id = ?');
  const all = db.prepare('SELECT * FROM actions ORDER BY dueAt, id');
  const count = db.prepare('SELECT count(*) AS count FROM actions');
  return {
    settings: (): Settings => {
      const row = readSettings.get();
      return row ? settingsFrom(row) : initialSettings;
    },
    saveSettings: (settings: Settings): void => void writeSettings.run(JSON.stringify(settings)),
    /** Stores actions that are not yet known and returns those. */
    add: (actions: readonly NewAction[]): PendingAction[] =>
      actions.length === 0
        ? []
        : inTransaction(db, () =>
            actions.flatMap(({ mailId, address, dueAt, action }) =>
              insert.all(mailId, address, dueAt, JSON.stringify(action)).map(actionFrom),
            ),
          ),
    remove: (id: number): void => void remove.run(id),
    postpone: (id: number, dueAt: number): void => void postpone.run(dueAt, id),
    all: (): PendingAction[] => all.all().map(actionFrom),
    count: (): number => countFrom(count.get()),
    shut: (): void => db.close(),
  };
}
