import type { MigrationPlan } from '../../src/contracts/migration.ts';
import type { ApiClient } from '../api-client.ts';
import type { CampaignFile } from '../file/schema.ts';
import { exitCodes } from '../io.ts';
import { compare } from '../server/apply.ts';
import { changesSteps, isRunning, type Plan } from '../server/plan.ts';
import { migrationOf, planPublication } from '../server/publish.ts';
import { migrationText } from '../text/migration-text.ts';
import { planText } from '../text/plan-text.ts';
import { type Context, placingFaults, printJson, readFileOrTell, say } from './context.ts';

/** What publishing would do where the draft of a running campaign is as the file says, and is not published. */
async function unpublishedOf(api: ApiClient, file: CampaignFile, plan: Plan): Promise<MigrationPlan | undefined> {
  if (plan.campaignId === null || !isRunning(plan) || changesSteps(plan)) return undefined;
  return planPublication(api, plan.campaignId, migrationOf(file, { decisions: {} }));
}

function tell(context: Context, plan: Plan, unpublished: MigrationPlan | undefined): void {
  context.io.out(`${planText(plan, context.paint)}\n`);
  if (unpublished) {
    say(context, `It is ${plan.status}: these steps are a draft until you apply with --publish.`);
    context.io.out(`${migrationText(unpublished, context.paint)}\n`);
  } else if (isRunning(plan) && changesSteps(plan))
    say(context, `It is ${plan.status}: apply makes the steps a draft, and says whom publishing it would move.`);
}

/** Tells what applying a file would do; with `check` pending changes are a failure, an unpublished draft among them. */
export async function plan(context: Context, path: string, { check }: { readonly check?: boolean }): Promise<number> {
  const file = readFileOrTell(context, path);
  const api = context.api();
  const compared = await placingFaults(context, path, () => compare(api, file));
  const unpublished = await unpublishedOf(api, file, compared.plan);
  if (context.json) printJson(context, { ...compared.plan, unpublished: unpublished ?? null });
  else tell(context, compared.plan, unpublished);
  const isPending = compared.plan.action !== 'nothing' || unpublished !== undefined;
  return check && isPending ? exitCodes.faults : exitCodes.ok;
}
