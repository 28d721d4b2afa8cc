import type { DatabaseSync } from 'node:sqlite';
import { AccessDenied, actingAs, type Backplane, type Clock, type Timer } from '../service.ts';
import { inTransaction } from '../sfn/database.ts';
import type { PendingStore } from './account-store.ts';
import { eventDetail, sesEvent } from './event-shape.ts';
import type { Mail, Occurrence } from './mail.ts';
import type { MailStore } from './mail-store.ts';
import type { Pending } from './store-codec.ts';
import { eventTypeKey, type SesTemplate } from './template.ts';

interface Deps {
  readonly db: DatabaseSync;
  readonly mails: MailStore;
  readonly pending: PendingStore;
  readonly template: SesTemplate;
  readonly clock: Clock;
  readonly backplane: Backplane;
  /** What else follows from an occurrence. May run again after a kill, so it must be idempotent. */
  readonly consequences: (mail: Mail, occurrence: Occurrence, at: number) => Promise<void>;
}

/** Events are published seconds after what they tell of, on AWS as well; each carries its own instant. */
const SLACK_MS = 5_000;
const RETRY_MS = 1000;

/**
 * Publishes SES events when they are due. An event is stored first and dropped once its topics have it, so a kill in
 * between publishes it again: at least once, as SES.
 */
export class Publisher {
  readonly #deps: Deps;
  readonly #timers = new Map<number, Timer>();
  #stopped = false;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Goes on with the events of an earlier run. */
  resume(): void {
    for (const pending of this.#deps.pending.all()) this.schedule(pending);
  }

  /** What is under way is published again by the next run. */
  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }

  schedule(pending: Pending, at = pending.dueAt): void {
    this.#timers.set(
      pending.id,
      this.#deps.clock.at(at, 'once', 'ses', () => this.#fire(pending), SLACK_MS),
    );
  }

  /** Stores and publishes an occurrence without delay, dated `at`; resolves once its topics have it. */
  async now(mail: Mail, occurrence: Occurrence, at = this.#deps.clock.now()): Promise<void> {
    const release = this.#deps.clock.busy('ses');
    try {
      await this.#fire(this.#deps.pending.add(mail.id, at, occurrence));
    } finally {
      release();
    }
  }

  /** Sends an event to the topics of a configuration set, or of all when it is undefined, without keeping it. */
  async publish(configurationSet: string | null | undefined, event: { readonly eventType: string }): Promise<void> {
    const key = eventTypeKey(event.eventType);
    const destinations = this.#deps.template.destinations
      .filter(({ types }) => types.has(key))
      .filter((one) => configurationSet === undefined || one.configurationSet === configurationSet);
    const setOf = new Map(destinations.map((one) => [one.topicArn, one.configurationSet]));
    const message = JSON.stringify(event);
    await Promise.all([...setOf].map(([topicArn, set]) => this.#publishFor(set, topicArn, message)));
  }

  /** An event for a topic that does not let SES publish is lost, as on AWS. */
  async #publishFor(configurationSet: string, topicArn: string, message: string): Promise<void> {
    const sourceArn = `arn:aws:ses:us-east-1:000000000000:configuration-set/${configurationSet}`;
    try {
      await actingAs(this.#deps.backplane, { service: 'ses.amazonaws.com', sourceArn }).publish(topicArn, message);
    } catch (error) {
      if (!(error instanceof AccessDenied)) throw error;
    }
  }

  async #fire(pending: Pending): Promise<void> {
    this.#timers.delete(pending.id);
    const { db, mails, pending: store, consequences, clock } = this.#deps;
    const mail = mails.get(pending.mailId);
    if (!mail) return store.remove(pending.id);
    const event = sesEvent(mail, pending.occurrence, pending.dueAt);
    try {
      await this.publish(mail.configurationSet, event);
      await consequences(mail, pending.occurrence, pending.dueAt);
    } catch (error) {
      if (this.#stopped) return;
      console.error(
        `SES could not publish the ${pending.occurrence.type} of ${mail.messageId} and tries again:`,
        error,
      );
      return this.schedule(pending, clock.now() + RETRY_MS);
    }
    if (this.#stopped) return;
    inTransaction(db, () => {
      mails.addEvent(mail.id, { type: event.eventType, at: pending.dueAt, detail: eventDetail(event) });
      store.remove(pending.id);
    });
  }
}
