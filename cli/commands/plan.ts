import { exitCodes } from '../io.ts';
import { compare } from '../server/apply.ts';
import { planText } from '../text/plan-text.ts';
import { type Context, placingFaults, printJson, readFileOrTell } from './context.ts';

/** Tells what applying a file would do; with `check` pending changes are a failure. */
export async function plan(context: Context, path: string, { check }: { readonly check?: boolean }): Promise<number> {
  const file = readFileOrTell(context, path);
  const compared = await placingFaults(context, path, () => compare(context.api(), file));
  if (context.json) printJson(context, compared.plan);
  else context.io.out(`${planText(compared.plan, context.paint)}\n`);
  return check && compared.plan.action !== 'nothing' ? exitCodes.faults : exitCodes.ok;
}
