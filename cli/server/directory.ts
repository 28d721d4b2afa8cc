import type { Action } from '../../src/contracts/action.ts';
import { segmentsIn } from '../../src/domain/rules/segments-in.ts';
import type { ApiClient } from '../api-client.ts';
import { rulesOf } from '../file/check.ts';
import type { CampaignFile, FileStep } from '../file/schema.ts';
import {
  type CampaignRow,
  campaignsOf,
  type Named,
  type SegmentRow,
  segmentsOf,
  sendersOf,
  templatesOf,
} from './names.ts';

/** What the names in a file may stand for. */
export interface Directory {
  readonly segments: readonly SegmentRow[];
  readonly templates: readonly Named[];
  readonly campaigns: readonly CampaignRow[];
  readonly senders: ReadonlyMap<string, string>;
}

const actionsIn = (steps: readonly FileStep[]): readonly Action[] =>
  steps.flatMap((step) => (step.kind === 'action' && step.action ? [step.action] : []));

/** Reads the lists that the names of a file are looked up in; the templates only where it names one. */
export async function readDirectory(api: ApiClient, file: CampaignFile): Promise<Directory> {
  const wantsTemplates = file.steps.some(
    (step) => step.kind === 'email' && [step, ...(step.variants ?? [])].some(({ template }) => template !== undefined),
  );
  const wantsSegments =
    file.segment !== undefined ||
    file.audience !== undefined ||
    rulesOf(file).some(({ rule }) => segmentsIn(rule).length > 0) ||
    actionsIn(file.steps).some(({ type }) => type === 'move_to_list');
  const [segments, templates, campaigns, senders] = await Promise.all([
    wantsSegments ? segmentsOf(api) : [],
    wantsTemplates ? templatesOf(api) : [],
    campaignsOf(api),
    file.sender || file.senders ? sendersOf(api) : new Map<string, string>(),
  ]);
  return { segments, templates, campaigns, senders };
}

/** Every name, for a campaign that is written to a file. */
export async function readWholeDirectory(api: ApiClient): Promise<Directory> {
  const [segments, templates, campaigns, senders] = await Promise.all([
    segmentsOf(api),
    templatesOf(api),
    campaignsOf(api),
    sendersOf(api),
  ]);
  return { segments, templates, campaigns, senders };
}
