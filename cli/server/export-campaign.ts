import type { Action } from '../../src/contracts/action.ts';
import type { NewCampaign } from '../../src/contracts/campaign.ts';
import type { Rule } from '../../src/contracts/rule.ts';
import type { Step } from '../../src/contracts/step.ts';
import { withSegments } from '../../src/domain/rules/segments-in.ts';
import type { ApiClient } from '../api-client.ts';
import { CampaignFile } from '../file/schema.ts';
import { usualAudienceName } from './audience.ts';
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

function namedTemplate<T extends { readonly templateId?: string | undefined }>(
  { templateId, ...own }: T,
  { templates }: Directory,
) {
  return templateId === undefined ? own : { ...own, template: nameFor(templates, templateId) };
}

function namedStep(step: Step, directory: Directory): object {
  if (step.kind === 'action' && step.action) return { ...step, action: namedAction(step.action, directory) };
  if (step.kind !== 'email') return step;
  const { variants, ...own } = namedTemplate(step, directory);
  return variants ? { ...own, variants: variants.map((variant) => namedTemplate(variant, directory)) } : own;
}

const rulesByName = (
  { trigger, exclusions }: Pick<NewCampaign, 'trigger' | 'exclusions'>,
  { segments }: Directory,
): Pick<NewCampaign, 'trigger' | 'exclusions'> => {
  const named = (rule: Rule | null) => rule && withSegments(rule, (id) => nameFor(segments, id));
  return {
    trigger: trigger && { ...trigger, filter: named(trigger.filter) },
    exclusions: { ...exclusions, rule: named(exclusions.rule) },
  };
};

/** The segment of a campaign by its name; a dynamic one with its rule, unless another campaign has it as well. */
function audienceParts(campaign: { id: string; name: string }, segmentId: string | null, directory: Directory): object {
  if (segmentId === null) return {};
  const { segments, campaigns } = directory;
  const segment = nameFor(segments, segmentId);
  const { rule, refresh } = segments.find(({ id }) => id === segmentId) ?? { rule: null, refresh: null };
  const isShared = campaigns.some(
    (other) => other.segmentId === segmentId && other.id !== campaign.id && other.status !== 'archived',
  );
  if (!rule || !refresh || isShared) return { segment };
  return {
    ...(segment === usualAudienceName(campaign.name) ? {} : { segment }),
    audience: { rule: withSegments(rule, (id) => nameFor(segments, id)), refresh },
  };
}

/** A campaign of the server as a file has it, ids replaced by names; undefined where there is none. */
export async function exportCampaign(api: ApiClient, idOrName: string): Promise<CampaignFile | undefined> {
  const directory = await readWholeDirectory(api);
  const id = findCampaign(directory.campaigns, idOrName);
  if (id === undefined) return undefined;
  const { settings, sequence } = await readCurrent(api, id);
  const { segmentId, fromEmail, fromName, senders, ...plain } = settings;
  const emails = new Map([...directory.senders].map(([email, senderId]) => [senderId, email]));
  const rotation = senders.flatMap(({ senderId, weight }) => {
    const email = emails.get(senderId);
    return email === undefined ? [] : [{ email, weight }];
  });
  return CampaignFile.parse({
    id,
    ...plain,
    ...rulesByName(settings, directory),
    ...audienceParts({ id, name: settings.name }, segmentId, directory),
    ...(fromEmail === null ? {} : { sender: { email: fromEmail, ...(fromName === null ? {} : { name: fromName }) } }),
    ...(rotation.length > 0 ? { senders: rotation } : {}),
    ...(sequence.entry ? { entry: sequence.entry } : {}),
    steps: sequence.steps.map((step) => namedStep(step, directory)),
  });
}
