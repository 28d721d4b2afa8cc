import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Cloud } from '../../local/cloud.ts';

const Statement = z.object({
  id: z.string(),
  principal: z.string(),
  actions: z.array(z.string()),
  resources: z.array(z.string()),
  unusedActions: z.array(z.string()),
});
const Denied = z.object({ principal: z.string(), action: z.string(), resource: z.string(), count: z.number() });
const Report = z.object({ statements: z.array(Statement), denied: z.array(Denied) });
type Statement = z.infer<typeof Statement>;
type Denied = z.infer<typeof Denied>;

export interface IamCoverage {
  /** Statements with actions that no cloud of the run needed; `whole` when none of its actions was. */
  readonly unused: readonly (Statement & { readonly whole: boolean })[];
  readonly denied: readonly Denied[];
}

/** Writes what a cloud's policies allowed and refused into `folder`, one file for each cloud. Call it before the cloud closes. */
export function writeIamReport(cloud: Pick<Cloud, 'iam'>, folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `iam-${crypto.randomUUID()}.json`), JSON.stringify(cloud.iam.report()));
}

/** Merges the files of {@link writeIamReport}: an action is used when one of the clouds used it. */
export function mergeIamReports(folder: string): IamCoverage {
  mkdirSync(folder, { recursive: true });
  const files = readdirSync(folder).filter((name) => /^iam-.*\.json$/.test(name));
  const reports = files.map((name) => Report.parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))));
  const merged = new Map<string, Statement>();
  for (const statement of reports.flatMap(({ statements }) => statements)) {
    const before = merged.get(statement.id)?.unusedActions ?? statement.actions;
    const unusedActions = before.filter((action) => statement.unusedActions.includes(action));
    merged.set(statement.id, { ...statement, unusedActions });
  }
  const unused = [...merged.values()].filter(({ unusedActions }) => unusedActions.length > 0);
  return {
    unused: unused.map((one) => ({ ...one, whole: one.unusedActions.length === one.actions.length })),
    denied: sumOf(reports.flatMap(({ denied }) => denied)),
  };
}

function sumOf(denied: readonly Denied[]): Denied[] {
  const sums = new Map<string, Denied>();
  for (const one of denied) {
    const key = `${one.principal} ${one.action} ${one.resource}`;
    sums.set(key, { ...one, count: one.count + (sums.get(key)?.count ?? 0) });
  }
  return [...sums.values()];
}

/** One line for each finding; an empty text when there is none. */
export function formatIamCoverage({ unused, denied }: IamCoverage): string {
  const refused = denied.map(
    ({ principal, action, resource, count }) => `denied   ${principal} ${action} on ${resource} (${count} times)`,
  );
  const idle = unused.map(
    ({ id, principal, unusedActions, resources, whole }) =>
      `unused   ${id} of ${principal}: ${whole ? 'the whole statement, ' : ''}${unusedActions.join(', ')} on ${resources.join(', ')}`,
  );
  return [...refused, ...idle].join('\n');
}
