import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { inTransaction, openDatabase } from './database.ts';
import type { Closing, Execution, HistoryEntry, Phase } from './execution.ts';
import { type Due, dueFrom, executionFrom, historyFrom } from './store-codec.ts';

const SCHEMA = `
CREATE TABLE IF NOT EXISTS executions (
  arn TEXT PRIMARY KEY, machineArn TEXT NOT NULL, name TEXT NOT NULL, input TEXT NOT NULL, startedAt INTEGER NOT NULL,
  expiresAt INTEGER, status TEXT NOT NULL, stoppedAt INTEGER, output TEXT, error TEXT, cause TEXT,
  state TEXT NOT NULL, stateInput TEXT NOT NULL, enteredAt INTEGER NOT NULL, phase TEXT NOT NULL, wakeAt INTEGER,
  heartbeatAt INTEGER, token TEXT, retries TEXT NOT NULL, transitions INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS by_machine ON executions (machineArn, startedAt);
CREATE INDEX IF NOT EXISTS by_token ON executions (token) WHERE token IS NOT NULL;
CREATE INDEX IF NOT EXISTS running ON executions (status) WHERE status = 'RUNNING';
CREATE TABLE IF NOT EXISTS history (
  arn TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, state TEXT NOT NULL, type TEXT NOT NULL, error TEXT, cause TEXT,
  PRIMARY KEY (arn, seq)) WITHOUT ROWID;`;

/** Entries kept per execution: the latest. */
const HISTORY_LENGTH = 500;
/** AWS frees the name of a closed execution, and forgets it, after 90 days. */
const RETENTION_MS = 90 * 86_400_000;

export interface Entry {
  readonly state: string;
  readonly stateInput: string;
  readonly at: number;
  readonly type: string;
}

/** Where a parked execution waits. */
export interface Parking {
  readonly phase: Exclude<Phase, 'run'>;
  readonly wakeAt: number | null;
  readonly heartbeatAt?: number | null;
  readonly retries?: string;
}

type Page = {
  readonly machineArn: string;
  readonly status: string | null;
  readonly limit: number;
  readonly offset: number;
};

/** Everything that writes, as prepared statements. */
function writersOf(db: DatabaseSync) {
  const run = (sql: string) => {
    const statement = db.prepare(sql);
    return (...values: SQLInputValue[]): void => void statement.run(...values);
  };
  return {
    insert: run(
      `INSERT INTO executions (arn, machineArn, name, input, startedAt, expiresAt, status, state, stateInput, enteredAt, phase, retries, transitions)
       VALUES (?, ?, ?, ?, ?, ?, 'RUNNING', ?, ?, ?, 'run', '{}', 0)`,
    ),
    enterState: run(
      `UPDATE executions SET state = ?, stateInput = ?, enteredAt = ?, phase = 'run', wakeAt = NULL, heartbeatAt = NULL, token = NULL,
       retries = '{}', transitions = transitions + 1 WHERE arn = ?`,
    ),
    tryAgain: run(
      "UPDATE executions SET phase = 'run', wakeAt = NULL, heartbeatAt = NULL, token = NULL, transitions = transitions + 1 WHERE arn = ?",
    ),
    setToken: run('UPDATE executions SET token = ? WHERE arn = ?'),
    setHeartbeat: run('UPDATE executions SET heartbeatAt = ? WHERE arn = ?'),
    park: run(
      'UPDATE executions SET phase = ?, wakeAt = ?, heartbeatAt = ?, retries = coalesce(?, retries) WHERE arn = ?',
    ),
    close: run(
      `UPDATE executions SET status = ?, stoppedAt = ?, output = ?, error = ?, cause = ?, token = NULL, wakeAt = NULL, heartbeatAt = NULL
       WHERE arn = ?`,
    ),
    append: run(
      `INSERT INTO history SELECT ?1, coalesce(max(seq), 0) + 1, ?2, ?3, ?4, ?5, ?6 FROM history WHERE arn = ?1`,
    ),
    trim: run(
      `DELETE FROM history WHERE arn = ?1 AND seq <= (SELECT max(seq) FROM history WHERE arn = ?1) - ${HISTORY_LENGTH}`,
    ),
    forgetHistory: run('DELETE FROM history WHERE arn IN (SELECT arn FROM executions WHERE stoppedAt < ?)'),
    forget: run('DELETE FROM executions WHERE stoppedAt < ?'),
  };
}

/** Everything that reads, parsed. */
function readersOf(db: DatabaseSync) {
  const byArn = db.prepare('SELECT * FROM executions WHERE arn = ?');
  const byToken = db.prepare('SELECT * FROM executions WHERE token = ?');
  const page = db.prepare(
    `SELECT * FROM executions WHERE machineArn = ?1 AND (?2 IS NULL OR status = ?2) ORDER BY startedAt DESC, rowid DESC LIMIT ?3 OFFSET ?4`,
  );
  const due = db.prepare(
    "SELECT arn, phase, wakeAt, heartbeatAt, expiresAt FROM executions WHERE status = 'RUNNING' ORDER BY rowid",
  );
  const history = db.prepare('SELECT seq, at, state, type, error, cause FROM history WHERE arn = ? ORDER BY seq');
  const one = (statement: StatementSync, key: string): Execution | undefined => {
    const row = statement.get(key);
    return row && executionFrom(row);
  };
  return {
    get: (arn: string) => one(byArn, arn),
    withToken: (token: string) => one(byToken, token),
    page: ({ machineArn, status, limit, offset }: Page): Execution[] =>
      page.all(machineArn, status, limit, offset).map(executionFrom),
    running: (): Due[] => due.all().map(dueFrom),
    history: (arn: string): HistoryEntry[] => history.all(arn).map(historyFrom),
  };
}

type NewExecution = Pick<Execution, 'arn' | 'machineArn' | 'name' | 'input' | 'startedAt' | 'expiresAt'>;

/** Executions and their histories in SQLite. */
export function openExecutionStore(file: string) {
  const db = openDatabase(file, SCHEMA);
  const write = writersOf(db);
  const note = (arn: string, entry: Omit<HistoryEntry, 'seq'>): void => {
    write.append(arn, entry.at, entry.state, entry.type, entry.error, entry.cause);
    write.trim(arn);
  };
  const enter = (arn: string, entry: Entry): void => {
    write.enterState(entry.state, entry.stateInput, entry.at, arn);
    note(arn, { ...entry, error: null, cause: null });
  };
  return {
    ...readersOf(db),
    note,
    start: (e: NewExecution, entry: Entry): void =>
      inTransaction(db, () => {
        write.insert(
          e.arn,
          e.machineArn,
          e.name,
          e.input,
          e.startedAt,
          e.expiresAt,
          entry.state,
          entry.stateInput,
          entry.at,
        );
        enter(e.arn, entry);
      }),
    enter: (arn: string, entry: Entry): void => inTransaction(db, () => enter(arn, entry)),
    tryAgain: (arn: string): void => write.tryAgain(arn),
    setToken: (arn: string, token: string): void => write.setToken(token, arn),
    setHeartbeat: (arn: string, at: number): void => write.setHeartbeat(at, arn),
    park: (arn: string, { phase, wakeAt, heartbeatAt, retries }: Parking): void =>
      write.park(phase, wakeAt, heartbeatAt ?? null, retries ?? null, arn),
    close: (arn: string, at: number, { status, output, error, cause }: Closing): void =>
      write.close(status, at, output ?? null, error ?? null, cause ?? null, arn),
    /** Drops what AWS has forgotten by `now`. */
    forgetOld: (now: number): void =>
      inTransaction(db, () => {
        write.forgetHistory(now - RETENTION_MS);
        write.forget(now - RETENTION_MS);
      }),
    shut: (): void => db.close(),
  };
}

export type ExecutionStore = ReturnType<typeof openExecutionStore>;
