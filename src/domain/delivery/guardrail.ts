import {
  type GuardedRate,
  type GuardLevel,
  type Guardrail,
  guardedRates,
  type Sends,
} from '../../contracts/guardrail.ts';
import { wilson } from '../wilson.ts';

/** Nothing is judged by fewer mails. */
export const leastSent = 200;

interface Measure {
  readonly count: (sends: Sends, level: GuardLevel) => number;
  /** Shares of the mails sent (reference/reliability §4). SES reviews an account at 5 % and 0.1 %. */
  readonly limits: { readonly [L in GuardLevel]: number };
  /** Fewer than so many prove nothing. */
  readonly least: number;
  /**
   * Quantile of the lower bound. It is looked at after every event, so it is chosen by the exact chance that a healthy campaign of 5,000
   * mails is ever paused: 3 in 10 million at 1 % bounces with the one-sided 95 % quantile, 8 in a million at 0.02 % complaints with that
   * of 99.95 %, as complaints are so few that chance makes more of them.
   */
  readonly z: number;
}

const measures: { readonly [R in GuardedRate]: Measure } = {
  bounce: {
    // A mailbox that is full for now is a sign, and no reason to stop.
    count: ({ bounced, soft }, level) => (level === 'warn' ? bounced + soft : bounced),
    limits: { warn: 0.02, pause: 0.04, stop: 0.08 },
    least: 5,
    z: 1.645,
  },
  complaint: {
    count: (sends) => sends.complained,
    limits: { warn: 0.0005, pause: 0.001, stop: 0.003 },
    least: 5,
    z: 3.29,
  },
};

export type Finding = Pick<Guardrail, 'level' | 'rate' | 'count' | 'sent' | 'low' | 'high'>;

const gravest: readonly GuardLevel[] = ['stop', 'pause', 'warn'];

export const isGraver = (one: GuardLevel, other: GuardLevel): boolean => gravest.indexOf(one) < gravest.indexOf(other);

function judgeLevel(level: GuardLevel, rate: GuardedRate, sends: Sends): readonly Finding[] {
  const { limits, least, z, ...measure } = measures[rate];
  const count = measure.count(sends, level);
  if (count < least) return [];
  const { low, high } = wilson(Math.min(1, count / sends.sent), sends.sent, z);
  return low > limits[level] ? [{ level, rate, count, sent: sends.sent, low, high }] : [];
}

const judgeRate = (rate: GuardedRate, sends: Sends): readonly Finding[] =>
  sends.sent < leastSent ? [] : gravest.flatMap((level) => judgeLevel(level, rate, sends)).slice(0, 1);

/** The gravest that these mails say for sure: the lower bound of the rate is above the limit. Undefined where all is well. */
export function judgeSends(sends: Sends): Finding | undefined {
  const found = guardedRates.flatMap((rate) => judgeRate(rate, sends));
  return found.toSorted((a, b) => gravest.indexOf(a.level) - gravest.indexOf(b.level))[0];
}

const percent = (share: number): string => `${Number((share * 100).toPrecision(2))} %`;

const remedies: { readonly [R in GuardedRate]: string } = {
  bounce:
    'Take addresses out that are old, bought or never confirmed, then send to those who opened or clicked lately.',
  complaint:
    'Send only to people who asked for these mails, make the unsubscribe link easy to find, and send less often.',
};

/** A sender is stopped for as long as its mails of these days are looked at. */
const stoppedMs = 7 * 86_400_000;

const consequences: { readonly [L in GuardLevel]: { readonly [O in Guardrail['of']]: string } } = {
  warn: { campaign: 'The campaign goes on.', sender: 'The campaign goes on.' },
  pause: {
    campaign: 'The campaign was paused. Resume it with "acknowledge": true once the cause is mended.',
    sender: 'The campaign was paused. Resume it with "acknowledge": true once the cause is mended.',
  },
  stop: {
    campaign: 'The campaign was stopped for good: archive it, clean its audience, and send a clone.',
    sender: 'The campaign was stopped: it can be resumed after seven days with "acknowledge": true.',
  },
};

/** The finding in words: the numbers, what they mean, what happened and what to do. */
export function explainFinding({ level, rate, count, sent, low, high }: Finding, of: Guardrail['of']): string {
  const what = rate === 'bounce' ? 'bounced' : 'were called spam';
  const where = of === 'campaign' ? 'mails of this campaign' : 'mails of its sender in the last 7 days';
  const limit = measures[rate].limits[level];
  const range = `the true rate is most likely between ${percent(low)} and ${percent(high)}, above the limit of ${percent(limit)}`;
  return `${count} of ${sent} ${where} ${what} (${percent(count / sent)}): ${range}. ${consequences[level][of]} ${remedies[rate]}`;
}

/** Why a campaign with this finding may not be resumed; undefined when it may. Warnings keep nobody from anything. */
export function resumeRefusal(guardrail: Guardrail | null, acknowledge: boolean, now: string): string | undefined {
  if (!guardrail || guardrail.level === 'warn') return undefined;
  const { level, of, at, explanation } = guardrail;
  const ended = of === 'sender' && Date.parse(now) - Date.parse(at) >= stoppedMs;
  if (level === 'stop' && !ended) return explanation;
  return acknowledge ? undefined : `${explanation} Send "acknowledge": true to say that you have seen this.`;
}
