import type { DatabaseSync } from 'node:sqlite';
import type { Mail } from './mail.ts';
import { countFrom, eventFrom, type MailEvent, mailFrom, type Row, rawFrom } from './store-codec.ts';

export const MAIL_SCHEMA = `
CREATE TABLE IF NOT EXISTS mails (
  id INTEGER PRIMARY KEY AUTOINCREMENT, messageId TEXT NOT NULL UNIQUE, direction TEXT NOT NULL, at INTEGER NOT NULL,
  sender TEXT NOT NULL, recipients TEXT NOT NULL, recipient TEXT NOT NULL COLLATE NOCASE, subject TEXT NOT NULL, text TEXT NOT NULL,
  html TEXT NOT NULL, headers TEXT NOT NULL, tags TEXT NOT NULL, configurationSet TEXT, tracksOpens INTEGER NOT NULL,
  links TEXT NOT NULL, occurrence INTEGER NOT NULL, campaign TEXT, sendId TEXT, raw BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS mails_by_recipient ON mails (recipient, subject);
CREATE INDEX IF NOT EXISTS mails_by_campaign ON mails (campaign) WHERE campaign IS NOT NULL;
CREATE INDEX IF NOT EXISTS mails_by_send ON mails (sendId) WHERE sendId IS NOT NULL;
CREATE TABLE IF NOT EXISTS mail_events (
  id INTEGER PRIMARY KEY AUTOINCREMENT, mailId INTEGER NOT NULL, type TEXT NOT NULL, at INTEGER NOT NULL, detail TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS events_by_mail ON mail_events (mailId, id);`;

/** All but the source, which only the source view wants. */
const COLUMNS =
  'id, messageId, direction, at, sender, recipients, subject, text, html, headers, tags, configurationSet, tracksOpens, links, occurrence';

export type NewMail = Omit<Mail, 'id' | 'occurrence'> & { readonly raw: Buffer };

/** What to list, newest first. Absent fields do not restrict. */
export interface MailQuery {
  /** Any part of a recipient's or, for received mail, the sender's address; upper and lower case are the same. */
  readonly to?: string | undefined;
  /** Value of the tag `campaignId`. */
  readonly campaign?: string | undefined;
  /** Milliseconds since 1970. */
  readonly since?: number | undefined;
  /** Only mails with a smaller id. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** Events follow a mail within seconds: so many of the last ones are kept at hand. */
const RECENT = 1_000;

/** Rows never change once they are written, so a copy of the last ones saves reading them for each of their events. */
function recentMails() {
  const mails = new Map<number, Mail>();
  return {
    get: (id: number): Mail | undefined => mails.get(id),
    add: (mail: Mail): void => {
      mails.set(mail.id, mail);
      mails.delete(mail.id - RECENT);
    },
  };
}

/** Sent and received mails and what happened to them. */
export function mailStore(db: DatabaseSync) {
  const insert = db.prepare(
    `INSERT INTO mails (messageId, direction, at, sender, recipients, recipient, subject, text, html, headers, tags, configurationSet,
     tracksOpens, links, occurrence, campaign, sendId, raw) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const alike = db.prepare('SELECT count(*) AS count FROM mails WHERE recipient = ? AND subject = ?');
  const byId = db.prepare(`SELECT ${COLUMNS} FROM mails WHERE id = ?`);
  const byMessageId = db.prepare(`SELECT ${COLUMNS} FROM mails WHERE messageId = ?`);
  const bySendId = db.prepare(`SELECT ${COLUMNS} FROM mails WHERE sendId = ? ORDER BY id DESC LIMIT 1`);
  const latest = db.prepare(
    `SELECT ${COLUMNS} FROM mails WHERE recipient = ?1 AND (?2 IS NULL OR subject = ?2) AND direction = 'outbound' ORDER BY id DESC LIMIT 1`,
  );
  const page = db.prepare(
    `SELECT ${COLUMNS} FROM mails WHERE (?1 IS NULL OR instr(lower(recipients), ?1) OR (direction = 'inbound' AND instr(lower(sender), ?1)))
     AND (?2 IS NULL OR campaign = ?2) AND (?3 IS NULL OR at >= ?3) AND (?4 IS NULL OR id < ?4) ORDER BY id DESC LIMIT ?5`,
  );
  const source = db.prepare('SELECT raw FROM mails WHERE id = ?');
  const insertEvent = db.prepare('INSERT INTO mail_events (mailId, type, at, detail) VALUES (?, ?, ?, ?)');
  const events = db.prepare('SELECT type, at, detail FROM mail_events WHERE mailId = ? ORDER BY id');
  const recent = recentMails();
  const found = (row: Row | undefined): Mail | undefined => row && mailFrom(row);

  return {
    /** Stores a mail and returns it with its number. */
    add: (mail: NewMail): Mail => {
      const [recipient = ''] = mail.recipients;
      const occurrence = countFrom(alike.get(recipient, mail.subject));
      const { lastInsertRowid } = insert.run(...values(mail, recipient, occurrence));
      const { raw: _, ...stored } = mail;
      const added = { ...stored, id: Number(lastInsertRowid), occurrence };
      recent.add(added);
      return added;
    },
    get: (id: number): Mail | undefined => recent.get(id) ?? found(byId.get(id)),
    byMessageId: (messageId: string): Mail | undefined => found(byMessageId.get(messageId)),
    bySendId: (sendId: string): Mail | undefined => found(bySendId.get(sendId)),
    /** The last mail sent to an address, if given under a subject. */
    latestTo: (address: string, subject?: string): Mail | undefined => found(latest.get(address, subject ?? null)),
    list: ({ to, campaign, since, before, limit }: MailQuery): Mail[] =>
      page.all(to?.toLowerCase() ?? null, campaign ?? null, since ?? null, before ?? null, limit).map(mailFrom),
    source: (id: number): Buffer | undefined => {
      const row = source.get(id);
      return row && rawFrom(row);
    },
    addEvent: (mailId: number, { type, at, detail }: MailEvent): void =>
      void insertEvent.run(mailId, type, at, JSON.stringify(detail)),
    events: (mailId: number): MailEvent[] => events.all(mailId).map(eventFrom),
  };
}

export type MailStore = ReturnType<typeof mailStore>;

function values(mail: NewMail, recipient: string, occurrence: number) {
  return [
    mail.messageId,
    mail.direction,
    mail.at,
    mail.from,
    JSON.stringify(mail.recipients),
    recipient,
    mail.subject,
    mail.text,
    mail.html,
    JSON.stringify(mail.headers),
    JSON.stringify(mail.tags),
    mail.configurationSet,
    mail.tracksOpens ? 1 : 0,
    JSON.stringify(mail.links),
    occurrence,
    mail.tags['campaignId']?.[0] ?? null,
    mail.tags['sendId']?.[0] ?? null,
    mail.raw,
  ];
}
