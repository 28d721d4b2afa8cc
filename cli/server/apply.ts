import * as z from 'zod';
import type { ApiClient } from '../api-client.ts';
import type { Finding } from '../file/fault.ts';
import type { CampaignFile } from '../file/schema.ts';
import type { DesiredAudience } from './audience.ts';
import { type Current, findCampaign, readCurrent } from './current.ts';
import { readDirectory } from './directory.ts';
import { changesSteps, type Plan, planOf } from './plan.ts';
import { type Desired, resolveFile } from './resolve.ts';

const Created = z.object({ id: z.string() });
const Anything = z.unknown();

/** The names in a file that mean nothing on the server. */
export class Unresolved extends Error {
  override readonly name = 'Unresolved';
  readonly findings: readonly Finding[];

  constructor(findings: readonly Finding[]) {
    super(findings.map(({ message }) => message).join('\n'));
    this.findings = findings;
  }
}

export interface Comparison {
  readonly plan: Plan;
  readonly desired: Desired;
  readonly current: Current | undefined;
}

/**
 * Compares a file with the server.
 * @throws Unresolved when a name in the file means nothing there, AmbiguousName when several campaigns have its name.
 */
export async function compare(api: ApiClient, file: CampaignFile): Promise<Comparison> {
  const directory = await readDirectory(api, file);
  const desired = resolveFile(file, directory);
  if (desired.findings.length > 0) throw new Unresolved(desired.findings);
  const id = file.id ?? findCampaign(directory.campaigns, file.name);
  const current = id === undefined ? undefined : await readCurrent(api, id);
  return { plan: planOf(desired, current), desired, current };
}

/** Makes the dynamic segment of a file as it describes it. Its members are found in the background. */
async function keepAudience(api: ApiClient, { name, rule, refresh, segmentId }: DesiredAudience): Promise<string> {
  if (segmentId === null)
    return (await api.send('POST', '/api/segments', { name, type: 'dynamic', rule, refresh }, Created)).id;
  await api.send('PATCH', `/api/segments/${segmentId}`, { rule, refresh }, Created);
  return segmentId;
}

async function settingsFor(
  api: ApiClient,
  { settings: wanted, newSegment, newSenders, audience }: Desired,
): Promise<Desired['settings']> {
  const made = new Map<string, string>();
  for (const sender of newSenders) made.set(sender.email, (await api.send('POST', '/api/senders', sender, Created)).id);
  const senders = wanted.senders.map((one) => ({ ...one, senderId: made.get(one.senderId) ?? one.senderId }));
  const settings = { ...wanted, senders };
  if (audience && audience.changes.length > 0) return { ...settings, segmentId: await keepAudience(api, audience) };
  if (newSegment === null) return settings;
  const { id } = await api.send('POST', '/api/segments', { name: newSegment }, Created);
  return { ...settings, segmentId: id };
}

/** A campaign as it is after a change. */
export interface Written {
  readonly id: string;
  readonly etag: string | null;
}

async function writeSettings(api: ApiClient, { plan, desired, current }: Comparison): Promise<Written> {
  const settings = await settingsFor(api, desired);
  if (!current) {
    const { value, etag } = await api.change('POST', '/api/campaigns', settings, Created);
    return { id: value.id, etag };
  }
  if (plan.settings.length === 0) return current;
  const changed = new Set(plan.settings.map(({ field }) => field));
  const patch = Object.fromEntries(Object.entries(settings).filter(([field]) => changed.has(field)));
  const { etag } = await api.change('PATCH', `/api/campaigns/${current.id}`, patch, Anything, current.etag);
  return { id: current.id, etag };
}

/** Makes the server as the comparison says, and only if nobody changed the campaign since. */
export async function apply(api: ApiClient, comparison: Comparison): Promise<Written> {
  const { plan, desired, current } = comparison;
  if (plan.action === 'nothing' && current) return current;
  const written = await writeSettings(api, comparison);
  if (!changesSteps(plan)) return written;
  const path = `/api/campaigns/${written.id}/steps`;
  const { etag } = await api.change('PUT', path, desired.sequence, Anything, written.etag);
  return { id: written.id, etag };
}

const launchable: ReadonlySet<string> = new Set(['draft', 'approved']);

/** Launches a campaign that was not launched yet; false when it was. */
export async function launch(api: ApiClient, id: string): Promise<boolean> {
  const current = await readCurrent(api, id);
  if (!launchable.has(current.status)) return false;
  await api.change('POST', `/api/campaigns/${id}/launch`, {}, Anything, current.etag);
  return true;
}
