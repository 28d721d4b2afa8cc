import * as z from 'zod';
import { CampaignView, NewCampaign } from '../../src/contracts/campaign.ts';
import { type Sequence, Step } from '../../src/contracts/step.ts';
import type { ApiClient } from '../api-client.ts';
import type { Named } from './names.ts';

const Details = z.object({ campaign: CampaignView, entry: z.string().nullable(), steps: z.array(Step) });

/** A campaign as it is on the server. */
export interface Current {
  readonly id: string;
  readonly status: z.infer<typeof CampaignView>['status'];
  readonly settings: NewCampaign;
  readonly sequence: Sequence;
  /** Names the revision that was read. */
  readonly etag: string | null;
}

const settingNames = new Set(Object.keys(NewCampaign.shape));

export async function readCurrent(api: ApiClient, id: string): Promise<Current> {
  const { value, etag } = await api.getTagged(`/api/campaigns/${encodeURIComponent(id)}`, Details);
  const { campaign, entry, steps } = value;
  const settings = Object.fromEntries(Object.entries(campaign).filter(([name]) => settingNames.has(name)));
  return {
    id: campaign.id,
    status: campaign.status,
    settings: NewCampaign.parse(settings),
    sequence: { entry, steps },
    etag,
  };
}

/** The name stands for several campaigns. */
export class AmbiguousName extends Error {
  override readonly name = 'AmbiguousName';
}

/** The campaign with the id, else the only one of the name that is not archived; undefined where there is none. */
export function findCampaign(
  campaigns: readonly (Named & { readonly status: string })[],
  idOrName: string,
): string | undefined {
  if (campaigns.some(({ id }) => id === idOrName)) return idOrName;
  const named = campaigns.filter(({ name, status }) => name === idOrName && status !== 'archived');
  if (named.length > 1)
    throw new AmbiguousName(
      `${named.length} campaigns are called "${idOrName}": give the id, one of ${named.map(({ id }) => id).join(', ')}.`,
    );
  return named[0]?.id;
}
