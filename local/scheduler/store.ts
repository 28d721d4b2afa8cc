import { inTransaction, openDatabase } from '../sfn/database.ts';
import {
  type Delivery,
  deliveryFrom,
  type Group,
  groupFrom,
  type StoredSchedule,
  scheduleFrom,
} from './store-codec.ts';

const SCHEMA = `
CREATE TABLE IF NOT EXISTS groups (name TEXT PRIMARY KEY, createdAt INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS schedules (
  groupName TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL, createdAt INTEGER NOT NULL, modifiedAt INTEGER NOT NULL,
  nextAt INTEGER, clientToken TEXT, fromTemplate INTEGER NOT NULL, PRIMARY KEY (groupName, name));
CREATE TABLE IF NOT EXISTS deliveries (
  id INTEGER PRIMARY KEY AUTOINCREMENT, groupName TEXT NOT NULL, name TEXT NOT NULL, target TEXT NOT NULL, scheduledAt INTEGER NOT NULL,
  attempt INTEGER NOT NULL, dueAt INTEGER NOT NULL, recurring INTEGER NOT NULL);`;

type NewDelivery = Omit<Delivery, 'id' | 'attempt'>;

/** Groups, schedules and firings on their way, in SQLite. */
export function openSchedulerStore(file: string) {
  const db = openDatabase(file, SCHEMA);
  const get = db.prepare('SELECT * FROM schedules WHERE groupName = ? AND name = ?');
  const all = db.prepare('SELECT * FROM schedules ORDER BY groupName, name');
  const put = db.prepare('INSERT OR REPLACE INTO schedules VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const setNext = db.prepare('UPDATE schedules SET nextAt = ? WHERE groupName = ? AND name = ?');
  const remove = db.prepare('DELETE FROM schedules WHERE groupName = ? AND name = ?');
  const removeGroup = db.prepare('DELETE FROM groups WHERE name = ?');
  const addGroup = db.prepare('INSERT OR IGNORE INTO groups VALUES (?, ?)');
  const group = db.prepare('SELECT * FROM groups WHERE name = ?');
  const groups = db.prepare('SELECT * FROM groups ORDER BY name');
  const deliver = db.prepare(
    'INSERT INTO deliveries (groupName, name, target, scheduledAt, attempt, dueAt, recurring) VALUES (?, ?, ?, ?, 0, ?, ?) RETURNING *',
  );
  const deliveries = db.prepare('SELECT * FROM deliveries ORDER BY dueAt, id');
  const delivered = db.prepare('DELETE FROM deliveries WHERE id = ?');
  const postpone = db.prepare('UPDATE deliveries SET attempt = attempt + 1, dueAt = ? WHERE id = ?');

  return {
    get: (groupName: string, name: string): StoredSchedule | undefined => {
      const row = get.get(groupName, name);
      return row && scheduleFrom(row);
    },
    all: (): StoredSchedule[] => all.all().map(scheduleFrom),
    put: (s: Omit<StoredSchedule, 'schedule'>): void =>
      void put.run(
        s.groupName,
        s.name,
        s.body,
        s.createdAt,
        s.modifiedAt,
        s.nextAt,
        s.clientToken,
        s.fromTemplate ? 1 : 0,
      ),
    remove: (groupName: string, name: string): void => void remove.run(groupName, name),
    /** True when the group is new. */
    addGroup: (name: string, at: number): boolean => addGroup.run(name, at).changes > 0,
    group: (name: string): Group | undefined => {
      const row = group.get(name);
      return row && groupFrom(row);
    },
    groups: (): Group[] => groups.all().map(groupFrom),
    removeGroup: (name: string): void => void removeGroup.run(name),
    /** A firing and what becomes of its schedule, at once: the time after or, with undefined, its end. */
    fire: (d: NewDelivery, nextAt: number | null | undefined): Delivery | undefined =>
      inTransaction(db, () => {
        if (nextAt === undefined) remove.run(d.groupName, d.name);
        else setNext.run(nextAt, d.groupName, d.name);
        const row = deliver.get(d.groupName, d.name, d.target, d.scheduledAt, d.dueAt, d.recurring);
        return row && deliveryFrom(row);
      }),
    deliveries: (): Delivery[] => deliveries.all().map(deliveryFrom),
    delivered: (id: number): void => void delivered.run(id),
    postpone: (id: number, dueAt: number): void => void postpone.run(dueAt, id),
    shut: (): void => db.close(),
  };
}

export type SchedulerStore = ReturnType<typeof openSchedulerStore>;
