import { exitCodes } from '../io.ts';
import { apply as applyComparison, compare, launch as launchCampaign } from '../server/apply.ts';
import { changesSteps, type Plan } from '../server/plan.ts';
import { planText } from '../text/plan-text.ts';
import { type Context, placingFaults, printJson, readFileOrTell, say } from './context.ts';

const isRunning = ({ status }: Plan): boolean => status === 'active' || status === 'paused';

/** Makes the server as a file says. Applying it again changes nothing. */
export async function apply(
  context: Context,
  path: string,
  { launch = false }: { readonly launch?: boolean },
): Promise<number> {
  const file = readFileOrTell(context, path);
  const api = context.api();
  const compared = await placingFaults(context, path, () => compare(api, file));
  const campaignId = await applyComparison(api, compared);
  const launched = launch && (await launchCampaign(api, campaignId));
  const { plan } = compared;
  if (context.json) printJson(context, { campaignId, launched, plan });
  else context.io.out(`${planText(plan, context.paint)}\nApplied: ${campaignId}${launched ? ', launched' : ''}\n`);
  if (launch && !launched) say(context, `It is ${plan.status} already: it was not launched again.`);
  if (isRunning(plan) && changesSteps(plan))
    say(context, `It is ${plan.status}: the new steps are a draft until you publish it (POST …/versions).`);
  return exitCodes.ok;
}
