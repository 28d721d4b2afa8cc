import * as z from 'zod';
import type { VirtualClock } from '../clock/virtual-clock.ts';
import type { AwsResponse } from '../service.ts';
import { parseDuration } from './duration.ts';
import { type ControlRoute, json, problem } from './routes.ts';

const Duration = z.string().transform((text, context) => {
  const ms = parseDuration(text);
  if (ms !== undefined) return ms;
  context.addIssue({ code: 'custom', message: 'expected an ISO 8601 duration such as P2D or PT30M' });
  return z.NEVER;
});

const Command = z
  .strictObject({
    mode: z.enum(['real', 'skip']),
    advanceBy: Duration,
    advanceTo: z.iso.datetime({ offset: true, error: 'expected an instant such as 2026-12-24T09:00:00Z' }),
  })
  .partial()
  .refine((command) => Object.keys(command).length === 1, {
    error: 'expected exactly one of mode, advanceBy and advanceTo',
  });
type Command = z.infer<typeof Command>;

/** `GET` tells the time and what it waits for; `POST` sets the mode or moves time forward. */
export function clockRoutes(clock: VirtualClock): ControlRoute[] {
  const path = '/_local/clock';
  return [
    { method: 'GET', path, handler: () => json(clock.state()) },
    { method: 'POST', path, handler: ({ body }) => command(clock, body.toString()) },
  ];
}

async function command(clock: VirtualClock, body: string): Promise<AwsResponse> {
  const { data, error } = Command.safeParse(parsed(body));
  if (error) return badInput(error);
  const { advanceTo } = data;
  if (advanceTo !== undefined && Date.parse(advanceTo) < clock.now()) {
    return problem(400, `advanceTo: the cloud's time is already ${clock.state().now}`, 'advanceTo');
  }
  await perform(clock, data);
  return json(clock.state());
}

async function perform(clock: VirtualClock, { mode, advanceBy, advanceTo }: Command): Promise<void> {
  if (mode !== undefined) clock.setMode(mode);
  if (advanceBy !== undefined) await clock.advanceBy(advanceBy);
  if (advanceTo !== undefined) await clock.advanceTo(Date.parse(advanceTo));
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

function badInput({ issues }: z.ZodError): AwsResponse {
  const [issue] = issues;
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const field = String(unknown ?? issue?.path[0] ?? 'body');
  return problem(400, `${field}: ${issue?.message ?? 'not understood'}`, field);
}
