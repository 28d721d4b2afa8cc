import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { inParallel } from '../../../src/usecases/in-parallel.ts';
import { audienceOf, type Draft, draft } from './campaign.ts';
import type { ChaosCloud } from './chaos-cloud.ts';
import { analyticsOf, lastBooksOf, mailsOf, recount, rowsOf, statusOf } from './evidence.ts';
import { judge, type Silence } from './oracle.ts';
import { emailsOf, type Schedule, stepsOf, wayOf } from './schedule.ts';

const minute = 60_000;
const hour = 60 * minute;
const atOnce = 8;
const patience = 10;

/** What a batch of schedules came to. */
export interface Outcome {
  readonly verdicts: readonly Verdict[];
  /** Faults that hit, by kind. */
  readonly hits: Readonly<Record<string, number>>;
}

export interface Verdict {
  readonly seed: number;
  readonly findings: readonly string[];
}

/** One schedule with what became of it. */
interface Run {
  readonly schedule: Schedule;
  readonly draft: Draft;
  readonly silences: Silence[];
  stoppedAt: number | null;
}

/** Repeats what a fault broke, as people and their programs do. */
async function insist(what: string, attempt: () => Promise<boolean>): Promise<void> {
  let last: unknown;
  for (let nth = 0; nth < patience; nth += 1) {
    try {
      if (await attempt()) return;
    } catch (error) {
      last = error;
    }
    await pause(20);
  }
  throw new Error(`${what} was refused ${patience} times`, { cause: last });
}

const each = async (runs: readonly Run[], work: (run: Run) => Promise<void>): Promise<void> => {
  await inParallel(runs, atOnce, work);
};

const contactOf = ({ schedule, draft: { contactIds } }: Run, index: number): string =>
  contactIds.get(emailsOf(schedule)[index] ?? '') ?? '';

/** Rules hit the calls that name the campaign, or one of its contacts. */
function arm({ cloud }: ChaosCloud, runs: readonly Run[]): void {
  const rules = runs.flatMap((run) =>
    run.schedule.rules.map((rule, index) => ({
      ...rule,
      id: `${run.schedule.seed}/${index}`,
      contains: index % 3 === 2 ? contactOf(run, 0) : run.draft.campaignId,
    })),
  );
  cloud.faults.set({ seed: runs[0]?.schedule.seed ?? 0, rules });
}

function hitsOf({ cloud }: ChaosCloud): Record<string, number> {
  const hits: Record<string, number> = {};
  for (const { kind, hits: times } of cloud.faults.report().rules) hits[kind] = (hits[kind] ?? 0) + times;
  return hits;
}

/** Tells a campaign to change; a repetition that comes too late finds it changed. */
const change = ({ api }: ChaosCloud, { draft: { campaignId } }: Run, verb: string, body: object, becomes: string) =>
  insist(`${verb} ${campaignId}`, async () => {
    const done = api.send('POST', `/api/campaigns/${campaignId}/${verb}`, body, z.object({ success: z.literal(true) }));
    await done.catch(async (error: unknown) => {
      if ((await statusOf(api, campaignId)) !== becomes) throw error;
    });
    return true;
  });

async function unsubscribeLink({ cloud }: ChaosCloud, mailId: string): Promise<string> {
  const source = await (await fetch(`${cloud.url}/_local/mailbox/${mailId}/source`)).text();
  return /^List-Unsubscribe:.*<(https?:[^>]+)>/im.exec(source.replaceAll(/\r?\n[ \t]+/g, ' '))?.[1] ?? '';
}

const stopBy = {
  unsubscribe: async (chaos: ChaosCloud, mail: { readonly id: string }) => {
    const link = await unsubscribeLink(chaos, mail.id);
    const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
    return (await fetch(link, { method: 'POST', body })).ok;
  },
  bounce: async (chaos: ChaosCloud, { sendId }: { readonly sendId: string }) => {
    await chaos.control('ses-events', { sendId, type: 'Bounce', bounceType: 'Permanent' });
    return true;
  },
  reply: async (chaos: ChaosCloud, { sendId }: { readonly sendId: string }) => {
    await chaos.control('ses-events', { sendId, type: 'Reply', text: 'No, thank you.' });
    return true;
  },
} as const;

/** One contact leaves. What an event says counts as acknowledged once it had time to be recorded despite crashes. */
async function stop(chaos: ChaosCloud, run: Run): Promise<void> {
  const { stop: kind, stopped } = run.schedule;
  const contactId = contactOf(run, stopped);
  const address = emailsOf(run.schedule)[stopped];
  const mail = (await mailsOf(chaos.cloud.url, run.draft.campaignId)).find(({ to }) => to === address);
  if (kind === 'api_unsubscribe' || !mail) {
    const path = `/api/contacts/${contactId}/unsubscribe`;
    await insist(path, async () => chaos.api.send('POST', path, {}, z.unknown()).then(() => true));
    run.stoppedAt = chaos.now();
    return;
  }
  await insist(`${kind} of ${contactId}`, () => stopBy[kind](chaos, mail));
  run.stoppedAt = chaos.now() + (kind === 'unsubscribe' ? 0 : 2 * hour);
}

async function pauseAndResume(chaos: ChaosCloud, runs: readonly Run[]): Promise<void> {
  const pausing = runs.filter(({ schedule }) => schedule.pauses);
  const since = new Map<Run, number>();
  await each(pausing, async (run) => {
    await change(chaos, run, 'pause', {}, 'paused');
    since.set(run, chaos.now());
  });
  await chaos.skip(30 * hour);
  await each(pausing, async (run) => {
    run.silences.push({ from: since.get(run) ?? 0, to: chaos.now() });
    const policy = run.schedule.seed % 2 === 0 ? 'shift' : 'now';
    await change(chaos, run, 'resume', { policy }, 'active');
  });
}

/** Lets the sweeper and the nightly count repair what faults broke, for at most four days. */
async function finish(chaos: ChaosCloud, runs: readonly Run[]): Promise<void> {
  const isOpen = async ({ draft }: Run) => (await statusOf(chaos.api, draft.campaignId)) !== 'completed';
  let open = runs;
  for (let round = 0; round < 16 && open.length > 0; round += 1) {
    await chaos.redrive();
    await chaos.skip(6 * hour);
    const answers = await inParallel(open, atOnce, isOpen);
    open = open.filter((_, index) => answers[index]);
  }
  await chaos.redrive();
  await each(runs, ({ draft }) => recount(chaos.api, draft.campaignId));
  await chaos.skip(minute);
}

async function verdictOn(chaos: ChaosCloud, run: Run): Promise<Verdict> {
  const { schedule, draft, silences, stoppedAt } = run;
  const { campaignId, contactIds } = draft;
  const [status, books, analytics, mails, rows] = await Promise.all([
    statusOf(chaos.api, campaignId),
    lastBooksOf(chaos.api, campaignId),
    analyticsOf(chaos.api, campaignId),
    mailsOf(chaos.cloud.url, campaignId),
    rowsOf(chaos.table, chaos.tenantId, [...contactIds.values()]),
  ]);
  const contacts = emailsOf(schedule).map((_, index) => ({
    contactId: contactOf(run, index),
    steps: wayOf(schedule, index),
    exitReason: index === schedule.stopped ? schedule.stop : null,
    stoppedAt: index === schedule.stopped ? stoppedAt : null,
  }));
  const counted = analytics.overall.emailsSent;
  const findings = judge({ ...{ status, contacts, rows, mails, silences, books, counted } });
  const left =
    books.enrollments['completed'] === schedule.size - 1 ? [] : [`ends: ${JSON.stringify(books.enrollments)}`];
  return { seed: schedule.seed, findings: [...findings, ...left] };
}

/** Runs schedules of one family at the same time on one cloud, each with its own campaign, contacts and faults. */
export async function runBatch(chaos: ChaosCloud, schedules: readonly Schedule[]): Promise<Outcome> {
  const runs = await inParallel(schedules, atOnce, async (schedule): Promise<Run> => {
    const audience = audienceOf(`s${schedule.seed}`, schedule.size);
    const drafted = await draft(chaos.api, `Schedule ${schedule.seed}`, stepsOf(schedule), audience);
    return { schedule, draft: drafted, silences: [], stoppedAt: null };
  });
  arm(chaos, runs);
  await each(runs, (run) => change(chaos, run, 'launch', {}, 'active'));
  await chaos.skip(2 * hour);
  await each(runs, (run) => stop(chaos, run));
  await chaos.skip(3 * hour);
  await pauseAndResume(chaos, runs);
  await chaos.skip(12 * hour);
  const hits = hitsOf(chaos);
  chaos.cloud.faults.clear();
  await finish(chaos, runs);
  return { hits, verdicts: await inParallel(runs, atOnce, (run) => verdictOn(chaos, run)) };
}
