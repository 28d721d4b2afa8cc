import type { ControlRoute } from '../control/routes.ts';
import type { ZoneRecord } from '../dns/zone.ts';
import type { AwsService, Backplane, Bill, Clock } from '../service.ts';
import { openDatabase } from '../sfn/database.ts';
import { ACCOUNT_SCHEMA, type AccountStore, accountStore, pendingStore } from './account-store.ts';
import { autoReply } from './auto-reply.ts';
import { simulatorBox } from './fate.ts';
import { wantedRecords } from './identity-routes.ts';
import { rateLimit } from './limits.ts';
import type { Mail, Occurrence } from './mail.ts';
import { MAIL_SCHEMA, type MailStore, mailStore } from './mail-store.ts';
import { sesRoutes } from './operations.ts';
import { Publisher } from './publisher.ts';
import { receiver, receives } from './receiver.ts';
import { type Recipients, silentRecipients } from './recipients.ts';
import { answerRest } from './rest-protocol.ts';
import { sender } from './sender.ts';
import { readSesTemplate, type SesResources, type SesTemplate } from './template.ts';
import { TENANT_SCHEMA, tenantStore } from './tenant-store.ts';
import { trackersAt } from './tracking.ts';
import { trackingRoutes } from './tracking-routes.ts';

export interface SesOptions {
  readonly resources: SesResources;
  readonly clock: Clock;
  readonly backplane: Backplane;
  readonly bill?: Bill;
  /** SQLite file that holds mails, identities, suppression list and events to come. */
  readonly file: string;
  /** Origin of the public port, asked for each tracked mail: open and click counters live below it. */
  readonly publicUrl: () => string;
  /** Recipients per second of real time; 500 when left out. */
  readonly maxSendRate?: number;
  /** Recipients per 24 hours; 1,000,000 when left out. */
  readonly max24HourSend?: number;
}

export interface Ses extends AwsService {
  readonly mails: MailStore;
  /** The open pixel and click redirect. */
  readonly routes: readonly ControlRoute[];
  /** Continues with the events of an earlier run; call once, when the backplane can be used. */
  resume(): void;
  /** Who reads the mail; before this is called mail arrives everywhere and nobody reads it. */
  setRecipients(recipients: Recipients): void;
  /** Whether an address or domain is a verified identity. */
  hasIdentity(name: string): boolean;
  /** The DNS records that the owners of its domains would have to publish. */
  wantedRecords(): readonly ZoneRecord[];
  /** Publishes an event for a stored mail, dated `at` (default: now), with its consequences; resolves once its topics have it. */
  record(mail: Mail, occurrence: Occurrence, at?: number): Promise<void>;
  /** Publishes a ready-made event to the topics of a configuration set, or of all when it is undefined. */
  publish(configurationSet: string | null | undefined, event: { readonly eventType: string }): Promise<void>;
  /** Whether a receipt rule takes mail for an address. */
  receives(address: string): boolean;
  /** Takes a mail from outside. `envelopeTo` stands in for the addresses of its headers. */
  receive(raw: Buffer, envelopeTo?: readonly string[]): Promise<Mail>;
  close(): Promise<void>;
}

const ACCOUNT_REASONS = ['BOUNCE', 'COMPLAINT'];

/** SES v2 (service `ses`): sends to simulated people, publishes events, receives by receipt rules. */
export function createSes(options: SesOptions): Ses {
  const { clock, backplane, maxSendRate = 500, max24HourSend = 1_000_000 } = options;
  const template = readSesTemplate(options.resources);
  const db = openDatabase(options.file, MAIL_SCHEMA + ACCOUNT_SCHEMA + TENANT_SCHEMA);
  const [mails, account, pending] = [mailStore(db), accountStore(db), pendingStore(db)];
  const tenants = tenantStore(db);
  // SES receives mail for verified domains only.
  const received = template.rules.flatMap(({ recipients }) => recipients);
  for (const name of [...template.identities, ...received]) account.addIdentity(name);
  let recipients: Recipients = silentRecipients;
  const receive = receiver({ mails, template, clock, backplane, bill: options.bill });
  const consequences = consequencesOf({ account, template, mails, receive, recipients: () => recipients });
  const publisher = new Publisher({ db, mails, pending, template, clock, backplane, consequences });
  const send = sender({
    ...{ db, mails, pending, account, tenants, publisher, template, clock },
    recipients: () => recipients,
    takeRate: rateLimit(maxSendRate),
    max24Hours: max24HourSend,
    trackers: trackersAt(options.publicUrl, template),
  });
  const quota = { Max24HourSend: max24HourSend, MaxSendRate: maxSendRate };
  const routes = sesRoutes({ account, tenants, template, clock, quota, suppressedReasons: ACCOUNT_REASONS, send });
  return {
    handle: (request) => answerRest(request, routes),
    mails,
    routes: trackingRoutes(mails, publisher),
    resume: () => publisher.resume(),
    setRecipients: (readers) => {
      recipients = readers;
    },
    hasIdentity: (name) => account.hasIdentity(name),
    wantedRecords: () => wantedRecords(account),
    record: (mail, occurrence, at) => publisher.now(mail, occurrence, at),
    publish: (configurationSet, event) => publisher.publish(configurationSet, event),
    receives: (address) => receives(template, address),
    receive,
    close: async () => {
      publisher.stop();
      db.close();
    },
  };
}

interface Around {
  readonly account: AccountStore;
  readonly template: SesTemplate;
  readonly mails: MailStore;
  readonly receive: Ses['receive'];
  readonly recipients: () => Recipients;
}

/** What an event brings about besides its publication: suppression, reading people, mail to our own addresses. */
const consequencesOf =
  ({ account, template, mails, receive, recipients }: Around) =>
  async (mail: Mail, occurrence: Occurrence, at: number): Promise<void> => {
    const suppress = (recipient: string, reason: string): void => {
      const reasons = template.configurationSets.get(mail.configurationSet ?? '') ?? ACCOUNT_REASONS;
      if (reasons.includes(reason) && simulatorBox(recipient) === undefined)
        account.suppress(recipient.toLowerCase(), reason, at);
    };
    if (occurrence.type === 'Complaint') suppress(occurrence.recipient, 'COMPLAINT');
    if (occurrence.type === 'Bounce' && occurrence.bounceType === 'Permanent') suppress(occurrence.recipient, 'BOUNCE');
    if (occurrence.type !== 'Delivery') return;
    const { recipient } = occurrence;
    if (simulatorBox(recipient) === 'ooto') await receive(await autoReply(mail, recipient, at));
    else if (receives(template, recipient)) await receive(mails.source(mail.id) ?? Buffer.alloc(0), [recipient]);
    else if (simulatorBox(recipient) === undefined) recipients().delivered(mail, recipient);
  };
