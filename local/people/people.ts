import type { ControlRoute } from '../control/routes.ts';
import type { Clock, Timer } from '../service.ts';
import type { Mail } from '../ses/mail.ts';
import type { Ses } from '../ses/ses.ts';
import { act } from './act.ts';
import { peopleRoutes } from './people-routes.ts';
import { openPeopleStore } from './people-store.ts';
import type { PendingAction } from './people-store-codec.ts';
import { fateOf, planOf } from './plan.ts';
import { changeSettings } from './profile.ts';

export interface PeopleOptions {
  readonly clock: Clock;
  readonly ses: Ses;
  /** SQLite file that holds the settings and what people are going to do. */
  readonly file: string;
}

export interface People {
  /** `GET` and `POST /_local/people`. */
  readonly routes: readonly ControlRoute[];
  /** Continues with the actions of an earlier run; call once, when the backplane can be used. */
  resume(): void;
  close(): Promise<void>;
}

/** People have time: what several do within half an hour is done in one go when time is skipped, each at its own instant. */
const SLACK_MS = 30 * 60_000;
const MAX_ATTEMPTS = 5;
const RETRY_MS = 60_000;

/** The simulated readers of all mail that SES delivers. Becomes the recipients of `ses`. */
export function createPeople({ clock, ses, file }: PeopleOptions): People {
  const store = openPeopleStore(file);
  const timers = new Map<number, Timer>();
  let settings = store.settings();
  let closed = false;

  const schedule = (pending: PendingAction, at = pending.dueAt): void => {
    timers.set(
      pending.id,
      clock.at(at, 'once', 'people', () => fire(pending), SLACK_MS),
    );
  };
  const fire = async (pending: PendingAction): Promise<void> => {
    timers.delete(pending.id);
    const mail = ses.mails.get(pending.mailId);
    try {
      if (mail) await act(ses, mail, pending.address, pending.action, pending.dueAt);
      if (!closed) store.remove(pending.id);
    } catch (error) {
      if (!closed) retry(pending, error);
    }
  };
  const retry = (pending: PendingAction, error: unknown): void => {
    const { id, address, action, attempt } = pending;
    const last = attempt + 1 >= MAX_ATTEMPTS;
    console.error(`${address} could not ${action.kind}${last ? ' and gives up' : ' and tries again'}:`, error);
    if (last) {
      store.remove(id);
      return;
    }
    const dueAt = clock.now() + RETRY_MS * 2 ** attempt;
    store.postpone(id, dueAt);
    schedule({ ...pending, dueAt, attempt: attempt + 1 });
  };
  const delivered = (mail: Mail, address: string): void => {
    const planned = planOf(settings, mail, address);
    // Counted from acceptance: a repeated call then finds the same actions.
    const actions = planned.map(({ afterMs, action }) => ({
      mailId: mail.id,
      address,
      dueAt: mail.at + TRANSIT_MS + afterMs,
      action,
    }));
    for (const pending of store.add(actions)) schedule(pending);
  };

  ses.setRecipients({ fate: (mail, address) => fateOf(settings, mail, address), delivered });
  const control = {
    settings: () => settings,
    pending: () => store.count(),
    change: (change: Parameters<typeof changeSettings>[1]): void => {
      settings = changeSettings(settings, change);
      store.saveSettings(settings);
    },
  };
  return {
    routes: peopleRoutes(control),
    resume: () => {
      for (const pending of store.all()) schedule(pending);
    },
    close: async () => {
      closed = true;
      for (const timer of timers.values()) timer.cancel();
      store.shut();
    },
  };
}

/** Mails arrive at most three seconds after acceptance. */
const TRANSIT_MS = 3000;
