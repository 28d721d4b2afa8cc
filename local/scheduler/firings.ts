import { createHash } from 'node:crypto';
import { AccessDenied, actingAs, type Backplane, type Bill, type Clock, type Timer } from '../service.ts';
import { rhythmOf, type Schedule, Target } from './schedule.ts';
import type { SchedulerStore } from './store.ts';
import type { Delivery, StoredSchedule } from './store-codec.ts';
import { invokesLambda, send } from './targets.ts';

const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 3_600_000;
/** Lambda's own retries of an event. */
const LAMBDA_RETRIES = 2;

export const scheduleArn = ({ groupName, name }: { readonly groupName: string; readonly name: string }): string =>
  `arn:aws:scheduler:us-east-1:000000000000:schedule/${groupName}/${name}`;

interface Deps {
  readonly store: SchedulerStore;
  readonly clock: Clock;
  readonly backplane: Backplane;
  readonly bill?: Bill;
}

/** Fires schedules when they are due and brings each firing to its target, at least once. */
export class Firings {
  readonly #store: SchedulerStore;
  readonly #clock: Clock;
  readonly #backplane: Backplane;
  readonly #bill: Bill | undefined;
  readonly #timers = new Map<string, Timer>();
  #running = false;

  constructor({ store, clock, backplane, bill }: Deps) {
    this.#store = store;
    this.#clock = clock;
    this.#backplane = backplane;
    this.#bill = bill;
  }

  /** Goes on after a restart: what is past due fires at once. */
  resume(): void {
    this.#running = true;
    for (const stored of this.#store.all()) this.plan(stored);
    for (const delivery of this.#store.deliveries()) this.#schedule(delivery);
  }

  stop(): void {
    this.#running = false;
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }

  /** Sets the timer of a new or changed schedule; before {@link resume} nothing fires. */
  plan(stored: StoredSchedule): void {
    const key = scheduleArn(stored);
    this.forget(stored);
    const { schedule, nextAt, createdAt } = stored;
    if (!this.#running || nextAt === null || schedule.State === 'DISABLED') return;
    const kind = rhythmOf(schedule, createdAt).recurring ? 'recurring' : 'once';
    const at = nextAt + flexibleMs(schedule, key, nextAt);
    this.#timers.set(
      key,
      this.#clock.at(at, kind, 'scheduler', () => this.#fire(stored, nextAt)),
    );
  }

  forget(stored: { readonly groupName: string; readonly name: string }): void {
    this.#timers.get(scheduleArn(stored))?.cancel();
    this.#timers.delete(scheduleArn(stored));
  }

  async #fire({ groupName, name }: StoredSchedule, scheduledAt: number): Promise<void> {
    const stored = this.#store.get(groupName, name);
    if (stored?.nextAt !== scheduledAt) return;
    const now = this.#clock.now();
    const rhythm = rhythmOf(stored.schedule, stored.createdAt);
    // Times that passed while the cloud was off are made up for once.
    const next = rhythm.next(Math.max(now, scheduledAt)) ?? null;
    const over = next === null && stored.schedule.ActionAfterCompletion === 'DELETE';
    const delivery = this.#store.fire(
      {
        groupName,
        name,
        target: JSON.stringify(stored.schedule.Target),
        scheduledAt,
        dueAt: now,
        recurring: rhythm.recurring ? 1 : 0,
      },
      over ? undefined : next,
    );
    this.forget(stored);
    if (next !== null) this.plan({ ...stored, nextAt: next });
    if (delivery) await this.#deliver(delivery);
  }

  #schedule(delivery: Delivery): void {
    const key = `delivery ${delivery.id}`;
    this.#timers.set(
      key,
      this.#clock.at(delivery.dueAt, delivery.recurring ? 'recurring' : 'once', 'scheduler', () =>
        this.#deliver(delivery),
      ),
    );
  }

  async #deliver(delivery: Delivery): Promise<void> {
    const target = Target.parse(JSON.parse(delivery.target));
    this.#bill?.('schedulerInvocation', target.Input ?? '');
    try {
      await send(this.#asTarget(target, delivery), target, {
        scheduleArn: scheduleArn(delivery),
        scheduledAt: delivery.scheduledAt,
        attempt: delivery.attempt,
      });
      if (this.#running) this.#store.delivered(delivery.id);
    } catch (error) {
      if (this.#running) await this.#failed(delivery, target, error);
    }
  }

  /** A dead-letter queue that the role may not send to gets nothing, as on AWS. */
  async #bury(queueArn: string, target: Target, delivery: Delivery): Promise<void> {
    try {
      await this.#asTarget(target, delivery).sendMessage(queueArn, target.Input ?? '{}');
    } catch (error) {
      if (!(error instanceof AccessDenied)) throw error;
    }
  }

  /** Scheduler reaches a target with the target's role, and for the schedule's group. */
  #asTarget({ RoleArn: roleArn }: Target, { groupName }: Delivery): Backplane {
    const sourceArn = `arn:aws:scheduler:us-east-1:000000000000:schedule-group/${groupName}`;
    return actingAs(this.#backplane, { roleArn, service: 'scheduler.amazonaws.com', sourceArn });
  }

  async #failed(delivery: Delivery, target: Target, error: unknown): Promise<void> {
    const { MaximumRetryAttempts, MaximumEventAgeInSeconds } = target.RetryPolicy;
    const tries = invokesLambda(target.Arn) ? Math.min(LAMBDA_RETRIES, MaximumRetryAttempts) : MaximumRetryAttempts;
    const dueAt = this.#clock.now() + Math.min(FIRST_RETRY_MS * 2 ** delivery.attempt, LONGEST_RETRY_MS);
    const again = delivery.attempt < tries && dueAt <= delivery.scheduledAt + MaximumEventAgeInSeconds * 1000;
    console.error(`${scheduleArn(delivery)} did not reach ${target.Arn}${again ? ' and tries again' : ''}:`, error);
    if (again) {
      this.#store.postpone(delivery.id, dueAt);
      return this.#schedule({ ...delivery, attempt: delivery.attempt + 1, dueAt });
    }
    const { Arn: deadLetters } = target.DeadLetterConfig ?? {};
    if (deadLetters !== undefined) await this.#bury(deadLetters, target, delivery);
    this.#store.delivered(delivery.id);
  }
}

/** Within a flexible window a schedule always fires at the same point, which its name decides. */
function flexibleMs({ FlexibleTimeWindow }: Schedule, key: string, at: number): number {
  if (FlexibleTimeWindow.Mode === 'OFF') return 0;
  const share = createHash('sha256').update(`${key} ${at}`).digest().readUInt32BE(0) / 2 ** 32;
  return Math.floor(share * FlexibleTimeWindow.MaximumWindowInMinutes * 60_000);
}
