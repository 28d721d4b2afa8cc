import * as z from 'zod';
import { type Migration, type MigrationDecision, MigrationPlan } from '../../src/contracts/migration.ts';
import { type ApiClient, ApiError } from '../api-client.ts';
import type { CampaignFile } from '../file/schema.ts';

/** What the caller says about contacts who are on their way, beside what the file says. */
export interface Wishes {
  readonly migrate?: Migration['migrate'] | undefined;
  readonly decisions: Readonly<Record<string, MigrationDecision>>;
}

/** What becomes of the contacts: the caller counts before the file, and a decision means that they move. */
export function migrationOf({ migration }: CampaignFile, wishes: Wishes): Migration {
  const decisions = { ...migration?.decisions, ...wishes.decisions };
  const usual = Object.keys(decisions).length > 0 ? 'move' : 'stay';
  return { migrate: wishes.migrate ?? migration?.migrate ?? usual, decisions };
}

/** What publishing the draft of a running campaign would do; undefined where the draft is what runs already. */
export async function planPublication(
  api: ApiClient,
  campaignId: string,
  migration: Migration,
): Promise<MigrationPlan | undefined> {
  try {
    return await api.send('POST', `/api/campaigns/${campaignId}/versions/plan`, migration, MigrationPlan);
  } catch (error) {
    if (error instanceof ApiError && error.status === 409) return undefined;
    throw error;
  }
}

const Published = z.object({ number: z.number().int() });

/** Publishes the draft, if nobody changed the campaign since. Answers with the number of the version. */
export async function publishDraft(
  api: ApiClient,
  campaignId: string,
  migration: Migration,
  etag: string | null,
): Promise<number> {
  const { value } = await api.change('POST', `/api/campaigns/${campaignId}/versions`, migration, Published, etag);
  return value.number;
}
