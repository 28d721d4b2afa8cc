import { EffectWork, EnrolmentWork, EventWork, OutboxWork, PlanWork } from '../../../src/contracts/work.ts';
import type { TrackingEvent } from '../../../src/domain/analytics/tracking-event.ts';
import { localToInstant } from '../../../src/domain/schedule/local-time.ts';
import type {
  Blobs,
  Mailer,
  OutgoingMail,
  Queues,
  Schedules,
  SendOutcome,
} from '../../../src/usecases/ports/effects.ts';
import type { Gate } from './gate.ts';
import type { VirtualClock } from './virtual-clock.ts';

const works = {
  plan: PlanWork,
  enrol: EnrolmentWork,
  outbox: OutboxWork,
  effects: EffectWork,
  events: EventWork,
} as const;
export type QueueName = keyof typeof works;

export type QueueMessage = {
  readonly [Q in QueueName]: { readonly queue: Q; readonly body: string; readonly visibleAt: number };
}[QueueName];

/** What SES does with a mail: it may take it and lose the reply, or have no room. */
export type Fate = 'accepts' | 'accepts_and_hangs_up' | 'hangs_up' | 'throttles';

export interface AcceptedMail {
  readonly sendId: string;
  readonly subject: string;
  readonly to: string;
  readonly atMs: number;
}

/** Queues, schedules, S3 and SES in memory; each call is a turn of the race and each effect is kept. */
export class Outside {
  readonly messages: QueueMessage[] = [];
  readonly schedules = new Map<string, { readonly at: string; readonly work: PlanWork }>();
  readonly accepted: AcceptedMail[] = [];
  /** Send events of SES that nobody has read yet. */
  readonly events: TrackingEvent[] = [];
  /** Asked for each mail. */
  fate: () => Fate = () => 'accepts';
  private readonly blobs = new Map<string, string>();
  private readonly gate: Gate;
  private readonly clock: VirtualClock;

  constructor(gate: Gate, clock: VirtualClock) {
    this.gate = gate;
    this.clock = clock;
  }

  private put(queue: QueueName, work: readonly unknown[], delaySeconds = 0): Promise<void> {
    if (work.length === 0) return Promise.resolve();
    return this.gate.pass(`${queue} queue`, async () => {
      for (const one of work)
        this.messages.push({
          queue,
          body: JSON.stringify(works[queue].parse(one)),
          visibleAt: this.clock.ms + delaySeconds * 1000,
        });
    });
  }

  readonly queues: Queues = {
    plan: (work, delaySeconds) => this.put('plan', [work], delaySeconds),
    enrol: (work) => this.put('enrol', work),
    outbox: (work, delaySeconds) => this.put('outbox', work, delaySeconds),
    effects: (work) => this.put('effects', work),
    events: (work) => this.put('events', work),
    transfers: () => Promise.reject(new Error('No campaign imports files')),
    tracking: () => Promise.resolve(),
    webhooks: () => Promise.resolve(),
  };

  readonly scheduler: Schedules = {
    launchAt: (name, at, work) =>
      this.gate.pass('CreateSchedule', async () => {
        this.schedules.set(name, { at, work });
      }),
    launchAtLocal: (name, local, zone, work) =>
      this.gate.pass('CreateSchedule', async () => {
        this.schedules.set(name, { at: localToInstant(local, zone), work });
      }),
    cancel: (name) =>
      this.gate.pass('DeleteSchedule', async () => {
        this.schedules.delete(name);
      }),
    createdBefore: async function* () {},
  };

  readonly store: Blobs = {
    putJson: (key, value) =>
      this.gate.pass('PutObject', async () => {
        this.blobs.set(key, JSON.stringify(value));
      }),
    getJson: (key) => this.gate.pass('GetObject', async () => JSON.parse(this.blobs.get(key) ?? 'null')),
  };

  readonly mailer: Mailer = { send: (mail) => this.gate.pass('SendEmail', async () => this.take(mail)) };

  private take(mail: OutgoingMail): SendOutcome {
    const fate = this.fate();
    if (fate === 'throttles') return { outcome: 'throttled', detail: 'Maximum sending rate exceeded.' };
    if (fate === 'hangs_up') return { outcome: 'unknown', detail: 'socket hang up' };
    const { tenantId = '', contactId = '', sendId = '' } = mail.tags;
    const sesMessageId = `ses-${this.accepted.length + 1}`;
    this.accepted.push({ sendId, subject: mail.subject, to: mail.to, atMs: this.clock.ms });
    const at = this.clock.now();
    this.events.push({
      ref: { tenantId, contactId, sendId },
      id: `send-${sesMessageId}`,
      type: 'sent',
      at,
      sesMessageId,
    });
    return fate === 'accepts' ? { outcome: 'sent', sesMessageId } : { outcome: 'unknown', detail: 'socket hang up' };
  }
}
