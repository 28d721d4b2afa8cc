import * as z from 'zod';
import { CampaignView } from '../../src/contracts/campaign.ts';
import { pageOf } from '../../src/contracts/primitives.ts';
import { SegmentView } from '../../src/contracts/segment.ts';
import type { ApiClient } from '../api-client.ts';
import { type Finding, finding, type Path } from '../file/fault.ts';

export interface Named {
  readonly id: string;
  readonly name: string;
}

const NamedRow = z.object({ id: z.string(), name: z.string() });
const SenderRow = z.object({ id: z.string(), email: z.string() });
const CampaignRow = CampaignView.pick({ id: true, name: true, status: true, segmentId: true });
export type CampaignRow = z.infer<typeof CampaignRow>;
const SegmentRow = SegmentView.pick({ id: true, name: true, type: true, rule: true, refresh: true });
export type SegmentRow = z.infer<typeof SegmentRow>;

/** All rows of a list route. */
export async function listAll<S extends z.ZodObject>(api: ApiClient, path: string, row: S): Promise<z.output<S>[]> {
  const page = pageOf(row);
  const found: z.output<S>[] = [];
  let cursor: string | null = null;
  do {
    const from: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const { items, nextCursor }: z.output<typeof page> = await api.get(`${path}?limit=100${from}`, page);
    found.push(...items);
    cursor = nextCursor;
  } while (cursor !== null);
  return found;
}

export const segmentsOf = (api: ApiClient): Promise<readonly SegmentRow[]> => listAll(api, '/api/segments', SegmentRow);
export const templatesOf = (api: ApiClient): Promise<readonly Named[]> => listAll(api, '/api/templates', NamedRow);
export const campaignsOf = (api: ApiClient) => listAll(api, '/api/campaigns', CampaignRow);
/** Ids of the senders by their addresses. */
export const sendersOf = async (api: ApiClient): Promise<ReadonlyMap<string, string>> =>
  new Map((await listAll(api, '/api/senders', SenderRow)).map(({ id, email }) => [email, id]));

export type Found = { readonly id: string } | { readonly missing: true } | { readonly ambiguous: readonly string[] };

/** The thing with this id, else the only one with this name. */
export function findNamed(things: readonly Named[], idOrName: string): Found {
  if (things.some(({ id }) => id === idOrName)) return { id: idOrName };
  const [first, ...others] = things.filter(({ name }) => name === idOrName);
  if (!first) return { missing: true };
  return others.length === 0 ? { id: first.id } : { ambiguous: [first.id, ...others.map(({ id }) => id)] };
}

export const ambiguousName = (path: Path, name: string, ids: readonly string[]): Finding =>
  finding(
    path,
    'ambiguous_name',
    `There are ${ids.length} of the name "${name}": give the id, one of ${ids.join(', ')}.`,
  );

/** The name of a thing where it means nothing else; else its id. */
export function nameFor(things: readonly Named[], id: string): string {
  const name = things.find((one) => one.id === id)?.name;
  return name !== undefined && things.filter((one) => one.name === name).length === 1 ? name : id;
}
