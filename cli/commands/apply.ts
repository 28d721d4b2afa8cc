import type { Migration, MigrationDecision, MigrationPlan } from '../../src/contracts/migration.ts';
import type { ApiClient } from '../api-client.ts';
import type { CampaignFile } from '../file/schema.ts';
import { exitCodes, UsageError } from '../io.ts';
import { apply as applyComparison, compare, launch as launchCampaign, type Written } from '../server/apply.ts';
import { isRunning } from '../server/plan.ts';
import { migrationOf, planPublication, publishDraft, type Wishes } from '../server/publish.ts';
import { migrationText } from '../text/migration-text.ts';
import { planText } from '../text/plan-text.ts';
import { type Context, placingFaults, printJson, readFileOrTell, say } from './context.ts';

export interface ApplyOptions {
  readonly launch?: boolean;
  readonly publish?: boolean;
  readonly migrate?: string;
  readonly decide?: readonly string[];
}

/** What became of new steps of a running campaign. */
interface Publication {
  readonly migration: MigrationPlan;
  /** Null where nothing was published. */
  readonly version: number | null;
}

function fateOf(text: string, file: CampaignFile): MigrationDecision | undefined {
  if (text === 'stay' || text === 'exit') return { do: text };
  const [, to] = /^move:(.+)$/.exec(text) ?? [];
  return to !== undefined && file.steps.some(({ id }) => id === to) ? { do: 'move', to } : undefined;
}

function decisionIn(text: string, file: CampaignFile): [string, MigrationDecision] {
  const [, stepId, written] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  const decision = fateOf(written ?? '', file);
  if (stepId !== undefined && decision) return [stepId, decision];
  throw new UsageError(`--decide ${text}: write STEP=stay, STEP=exit, or STEP=move:TO with a step of the file.`);
}

function wishesOf({ migrate, decide = [] }: ApplyOptions, file: CampaignFile): Wishes {
  if (migrate !== undefined && migrate !== 'stay' && migrate !== 'move')
    throw new UsageError('--migrate is stay or move.');
  if (migrate === 'stay' && decide.length > 0)
    throw new UsageError('--decide goes with contacts who move, not with --migrate stay.');
  return { migrate, decisions: Object.fromEntries(decide.map((text) => decisionIn(text, file))) };
}

/** Publishes the draft where that is wanted and nobody lacks a decision. Undefined where the draft is what runs. */
async function publication(
  api: ApiClient,
  { id, etag }: Written,
  migration: Migration,
  publish: boolean,
): Promise<Publication | undefined> {
  const plan = await planPublication(api, id, migration);
  if (!plan) return undefined;
  const version = publish && plan.undecided === 0 ? await publishDraft(api, id, migration, etag) : null;
  return { migration: plan, version };
}

function tellPublication(context: Context, { migration, version }: Publication, status: string | null): void {
  if (!context.json) context.io.out(`${migrationText(migration, context.paint)}\n`);
  if (version !== null) {
    if (!context.json) context.io.out(`Published: version ${version}\n`);
  } else if (migration.undecided > 0)
    say(context, 'Nothing was published: contacts on their way need a decision. The new steps are a draft.');
  else say(context, `It is ${status}: the new steps are a draft until you apply with --publish.`);
}

/** Makes the server as a file says. Applying it again changes nothing. */
export async function apply(context: Context, path: string, options: ApplyOptions): Promise<number> {
  const file = readFileOrTell(context, path);
  const { launch = false, publish = false } = options;
  const migration = migrationOf(file, wishesOf(options, file));
  const api = context.api();
  const compared = await placingFaults(context, path, () => compare(api, file));
  const { plan } = compared;
  const written = await applyComparison(api, compared);
  const published = isRunning(plan) ? await publication(api, written, migration, publish) : undefined;
  const launched = launch && (await launchCampaign(api, written.id));
  if (context.json) printJson(context, { campaignId: written.id, launched, plan, publication: published ?? null });
  else context.io.out(`${planText(plan, context.paint)}\nApplied: ${written.id}${launched ? ', launched' : ''}\n`);
  if (published) tellPublication(context, published, plan.status);
  if (launch && !launched) say(context, `It is ${plan.status} already: it was not launched again.`);
  if (publish && !isRunning(plan)) say(context, 'It is not running: its launch publishes the steps.');
  return published && published.migration.undecided > 0 ? exitCodes.undecided : exitCodes.ok;
}
