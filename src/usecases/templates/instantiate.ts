import { type Campaign, NewCampaign } from '../../contracts/campaign.ts';
import type { Instantiation } from '../../contracts/campaign-template.ts';
import { ok } from '../../domain/result.ts';
import { freshCampaign, segmentFaults } from '../campaigns/create-campaign.ts';
import { senderFaults } from '../delivery/campaign-senders.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { MjmlCompiler } from '../ports/mjml-compiler.ts';
import type { SenderStore } from '../ports/resource-stores.ts';
import type { SegmentStore } from '../ports/segment-store.ts';
import { invalid, notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';
import type { CampaignShelf } from './campaign-templates.ts';
import { compileSteps } from './compile-steps.ts';
import { readable } from './shelf.ts';

export interface Deps extends CampaignShelf {
  readonly campaigns: Pick<CampaignStore, 'create'>;
  readonly segments: Pick<SegmentStore, 'get'>;
  readonly senders: Pick<SenderStore, 'get'>;
  readonly mjml: MjmlCompiler;
}

/** A draft campaign with the settings, steps and mails of a template, which notes the version it was made of. */
export const instantiateTemplate =
  (deps: Deps) =>
  async (scope: TenantScope, id: string, input: Instantiation): Outcome<Campaign> => {
    const template = await readable(deps, scope, id);
    if (!template) return notFound(deps.what);
    const faults = [
      ...(await segmentFaults(deps.segments, scope, input.segmentId)),
      ...(await senderFaults(deps.senders, scope, input.senders)),
    ];
    if (faults.length > 0) return invalid('The campaign was not created.', faults);
    const { settings, description } = template;
    const campaign: Campaign = {
      ...NewCampaign.parse({ ...input, ...settings, description, name: input.name ?? template.name }),
      ...freshCampaign(deps.ids.next('campaign'), scope, deps.clock.now()),
      fromTemplate: { id: template.id, version: template.rev },
    };
    const steps = await compileSteps(deps.mjml, template.steps);
    await deps.campaigns.create(campaign, { entry: template.entry, steps });
    return ok(campaign);
  };
