import * as z from 'zod';
import { signedCall } from './signed-call.ts';

const stack = 'PenguinMails';
const token = z.string().nullish();
const Groups = z.object({ logGroups: z.array(z.object({ logGroupName: z.string() })), nextToken: token });
const Events = z.object({
  events: z.array(z.object({ timestamp: z.number(), message: z.string() })),
  nextToken: token,
});

export interface LogLine {
  readonly group: string;
  readonly at: number;
  readonly text: string;
}

const call = (operation: string, body: object): Promise<unknown> =>
  signedCall({ service: 'logs', path: '/', target: `Logs_20140328.${operation}`, body });

async function groupNames(): Promise<readonly string[]> {
  const names: string[] = [];
  let nextToken: string | null | undefined;
  do {
    const page = Groups.parse(await call('DescribeLogGroups', nextToken ? { nextToken } : {}));
    names.push(...page.logGroups.map((group) => group.logGroupName));
    nextToken = page.nextToken;
  } while (nextToken);
  return names.filter((name) => name.includes(stack));
}

async function linesOf(group: string): Promise<readonly LogLine[]> {
  const lines: LogLine[] = [];
  let nextToken: string | null | undefined;
  do {
    const page = Events.parse(
      await call('FilterLogEvents', { logGroupName: group, ...(nextToken ? { nextToken } : {}) }),
    );
    lines.push(...page.events.map(({ timestamp, message }) => ({ group, at: timestamp, text: message })));
    nextToken = page.nextToken;
  } while (nextToken);
  return lines;
}

/** Everything the functions of the deployment have logged, in the order of time. */
export async function functionLogs(): Promise<readonly LogLine[]> {
  const lines = await Promise.all((await groupNames()).map(linesOf));
  return lines.flat().sort((a, b) => a.at - b.at);
}
