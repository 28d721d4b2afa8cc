import { rmSync } from 'node:fs';
import { formatIamCoverage, type IamCoverage, mergeIamReports } from './iam-coverage.ts';

/** Where the clouds of a run leave what their policies allowed and refused. */
export const iamReports = '.local/iam-coverage';

/** Rights that no local test can need, each with its reason. */
const beyondLocal: readonly { readonly action: RegExp; readonly of: RegExp; readonly reason: string }[] = [
  { action: /^sns:Publish$/, of: /^Alarms/, reason: 'CloudWatch rings the alarms, and it is not emulated.' },
  {
    action: /^ses:SendEmail$/,
    of: /./,
    reason: 'SES checks SendRawEmail for raw mails; its documents ask for both.',
  },
];

const isBeyondLocal = (id: string, action: string): boolean =>
  beyondLocal.some((one) => one.action.test(action) && one.of.test(id));

function withoutExceptions(unused: IamCoverage['unused']): IamCoverage['unused'] {
  return unused.flatMap((one) => {
    const unusedActions = one.unusedActions.filter((action) => !isBeyondLocal(one.id, action));
    return unusedActions.length > 0 ? [{ ...one, unusedActions }] : [];
  });
}

/** Whether the command names files or tests: then some policies are rightly not used. */
const isPartial = (args: readonly string[]): boolean =>
  args.some((arg, i) => !arg.startsWith('--') && arg !== 'run' && args[i - 1] !== '--project');

/**
 * After the integration tests: a call that a policy refused fails the run, and so does an action of a policy that no test needed, when
 * all tests ran.
 */
export default function setup(): () => void {
  rmSync(iamReports, { recursive: true, force: true });
  const everything = !isPartial(process.argv.slice(2));
  return () => {
    const { denied, unused } = mergeIamReports(iamReports);
    const findings = { denied, unused: everything ? withoutExceptions(unused) : [] };
    const text = formatIamCoverage(findings);
    if (text) throw new Error(`The policies do not fit what the functions do:\n${text}`);
  };
}
