import type { Action } from '../../src/contracts/action.ts';
import type { Step } from '../../src/contracts/step.ts';
import type { ApiClient } from '../api-client.ts';
import { CampaignFile } from '../file/schema.ts';
import { findCampaign, readCurrent } from './current.ts';
import { type Directory, readWholeDirectory } from './directory.ts';
import { nameFor } from './names.ts';

function namedAction(action: Action, { campaigns, segments }: Directory): Action {
  if (action.type === 'start_campaign') return { ...action, campaignId: nameFor(campaigns, action.campaignId) };
  if (action.type !== 'move_to_list') return action;
  const { list, from } = action;
  return {
    ...action,
    list: nameFor(segments, list),
    ...(from === undefined ? {} : { from: nameFor(segments, from) }),
  };
}

function namedStep(step: Step, directory: Directory): object {
  if (step.kind === 'action' && step.action) return { ...step, action: namedAction(step.action, directory) };
  if (step.kind !== 'email' || step.templateId === undefined) return step;
  const { templateId, ...own } = step;
  return { ...own, template: nameFor(directory.templates, templateId) };
}

/** A campaign of the server as a file has it, ids replaced by names; undefined where there is none. */
export async function exportCampaign(api: ApiClient, idOrName: string): Promise<CampaignFile | undefined> {
  const directory = await readWholeDirectory(api);
  const id = findCampaign(directory.campaigns, idOrName);
  if (id === undefined) return undefined;
  const { settings, sequence } = await readCurrent(api, id);
  const { segmentId, fromEmail, fromName, ...plain } = settings;
  return CampaignFile.parse({
    id,
    ...plain,
    ...(segmentId === null ? {} : { segment: nameFor(directory.segments, segmentId) }),
    ...(fromEmail === null ? {} : { sender: { email: fromEmail, ...(fromName === null ? {} : { name: fromName }) } }),
    ...(sequence.entry ? { entry: sequence.entry } : {}),
    steps: sequence.steps.map((step) => namedStep(step, directory)),
  });
}
