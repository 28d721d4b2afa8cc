import type { CampaignStatus } from '../../contracts/campaign.ts';

type Verb = 'edit' | 'edit_steps' | 'publish' | 'launch' | 'pause' | 'resume' | 'archive' | 'delete';

/** From which states each verb is allowed (architecture §3). */
const allowed: { readonly [V in Verb]: readonly CampaignStatus[] } = {
  edit: ['draft', 'approved'],
  edit_steps: ['draft', 'approved', 'active', 'paused'],
  publish: ['active', 'paused'],
  launch: ['draft', 'approved', 'scheduled'],
  pause: ['active', 'scheduled'],
  resume: ['paused'],
  archive: ['draft', 'in_review', 'approved', 'scheduled', 'active', 'paused', 'completed'],
  delete: ['draft'],
};

const remedies: { readonly [V in Verb]: string } = {
  edit: 'Only drafts can be edited: clone the campaign to change it.',
  edit_steps: 'The steps of drafts and of running campaigns can be edited: clone the campaign to change it.',
  publish: 'Only a running campaign gets a new version: a draft is published by its launch.',
  launch: 'Only a draft, approved or scheduled campaign can be launched: clone it to run it again.',
  pause: 'Only an active or scheduled campaign can be paused.',
  resume: 'Only a paused campaign can be resumed.',
  archive: 'The campaign is archived already.',
  delete: 'Only drafts can be deleted: archive the campaign instead.',
};

/** Why a verb is not allowed in a state, with the remedy; undefined when it is. */
export const refusalOf = (verb: Verb, status: CampaignStatus): string | undefined =>
  allowed[verb].includes(status) ? undefined : `The campaign is ${status}. ${remedies[verb]}`;
