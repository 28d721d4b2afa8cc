import type { Contact } from '../../contracts/contact.ts';
import { Flags, type Message } from '../../contracts/message.ts';
import type { ExportRecord } from './record-line.ts';

type Recipient = Pick<Contact, 'email'> | undefined;

const flagColumns = Flags.keyof().options;
const keyColumns = ['sendId', 'contactId', 'email', 'stepId', 'variant'] as const;

export const messageColumns = [
  ...keyColumns,
  'version',
  'status',
  'reason',
  'plannedAt',
  'sentAt',
  'bounceClass',
  'conversions',
  ...flagColumns.map((flag) => `${flag}At`).filter((column) => column !== 'sentAt'),
];

export const sightingColumns = [...keyColumns, 'kind', 'at', 'link', 'class', 'score', 'reasons'];

const keysOf = ({ sendId, contactId, stepId, variant }: Message, contact: Recipient): ExportRecord => ({
  sendId,
  contactId,
  email: contact?.email ?? null,
  stepId,
  variant: variant?.key ?? null,
});

/** A mail of the ledger: how far it came, and when what happened to it first. */
export const messageRecord = (message: Message, contact: Recipient): ExportRecord => ({
  ...keysOf(message, contact),
  version: message.version,
  status: message.status,
  reason: message.reason,
  plannedAt: message.plannedAt,
  bounceClass: message.bounceClass,
  conversions: message.conversions ?? 0,
  ...Object.fromEntries(flagColumns.map((flag) => [`${flag}At`, message.flags[flag]])),
  sentAt: message.sentAt,
});

/** Every open and click of a mail, those of machines among them. */
export const sightingRecords = (message: Message, contact: Recipient): readonly ExportRecord[] =>
  message.seen.map((sighting) => ({
    ...keysOf(message, contact),
    kind: sighting.kind,
    at: sighting.at,
    link: sighting.link,
    class: sighting.class,
    score: sighting.score,
    reasons: sighting.reasons.join(';'),
  }));
