import type { Campaign } from '../../contracts/campaign.ts';
import type {
  CampaignTemplate,
  CampaignTemplatePatch,
  SaveAsTemplate,
  TemplateSettings,
} from '../../contracts/campaign-template.ts';
import type { Fault } from '../../contracts/problem.ts';
import type { Sequence } from '../../contracts/step.ts';
import { checkBlocks } from '../../domain/content/blocks/check-blocks.ts';
import { ok } from '../../domain/result.ts';
import { entryOf } from '../../domain/sequence/graph.ts';
import { figuresOf } from '../../domain/templates/figures.ts';
import { placeholdersIn } from '../../domain/templates/placeholders.ts';
import { namesOwnThings, templatize } from '../../domain/templates/templatize.ts';
import { resolveTemplates } from '../campaigns/judge-sequence.ts';
import { definedOnly } from '../campaigns/update-campaign.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { MjmlCompiler } from '../ports/mjml-compiler.ts';
import type { TemplateStore } from '../ports/shelf-store.ts';
import { fault, invalid, notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';
import { compileSteps } from './compile-steps.ts';
import { changeable, putNew, putNext, readable, type ShelfDeps } from './shelf.ts';

export type CampaignShelf = ShelfDeps<CampaignTemplate>;

export interface SaveDeps extends CampaignShelf {
  readonly campaigns: Pick<CampaignStore, 'get' | 'getDraft'>;
  readonly templates: Pick<TemplateStore, 'get'>;
}

/** What is computed of a sequence whenever it changes. */
const derived = (sequence: Sequence) => ({
  ...figuresOf(sequence),
  placeholders: [...placeholdersIn(sequence.steps)],
  entry: entryOf(sequence),
  steps: sequence.steps,
});

/** What an organization must not give away with a public template, or could not be used elsewhere. */
export const campaignTemplateFaults = ({ sharing, steps }: CampaignTemplate): readonly Fault[] =>
  steps.flatMap((step, i) =>
    sharing === 'public' && namesOwnThings(step)
      ? [
          fault(
            `body.sequence.steps.${i}.action`,
            'not_for_others',
            `Step "${step.id}" names addresses, lists or campaigns of your own. Leave its action out of a public template.`,
          ),
        ]
      : [],
  );

const blockFaults = ({ steps }: Pick<Sequence, 'steps'>): readonly Fault[] =>
  steps.flatMap((step, i) =>
    step.kind === 'email' && step.blocks && !step.html
      ? checkBlocks(step.blocks)
          .filter(({ severity }) => severity === 'error')
          .map(({ path, code, message }) => fault(`body.sequence.steps.${i}.blocks.${path}`, code, message))
      : [],
  );

const settingsOf = ({
  campaignType,
  sendStrategy,
  trackOpens,
  trackClicks,
  stopOnReply,
  trigger,
  sendWindow,
  category,
  goal,
  holdoutPercent,
}: Campaign): TemplateSettings => ({
  campaignType,
  // A date of its own does not make sense in a template.
  sendStrategy: sendStrategy === 'scheduled' ? 'immediate' : sendStrategy,
  trackOpens,
  trackClicks,
  stopOnReply,
  trigger,
  sendWindow,
  category,
  goal,
  holdoutPercent,
});

/** Makes a template of the draft of a campaign. Audience, sender and dates stay behind; mails of email templates come along in full. */
export const saveAsTemplate =
  (deps: SaveDeps) =>
  async (scope: TenantScope, id: string, { include, ...label }: SaveAsTemplate): Outcome<CampaignTemplate> => {
    const campaign = await deps.campaigns.get(scope, id);
    if (!campaign) return notFound('campaign');
    const draft = await deps.campaigns.getDraft(scope, id);
    const { sequence } = await resolveTemplates(scope, draft, deps.templates);
    const made = templatize(sequence, include);
    return putNew(deps, scope, 'campaign_template', label.sharing, (fresh) => ({
      ...label,
      ...fresh,
      ...derived(made.sequence),
      copiedFrom: null,
      conversionRate: null,
      settings: settingsOf(campaign),
      leftOut: [...made.leftOut],
    }));
  };

export const updateCampaignTemplate =
  (deps: CampaignShelf) =>
  async (scope: TenantScope, id: string, { sequence, ...patch }: CampaignTemplatePatch): Outcome<CampaignTemplate> => {
    const current = await changeable(deps, scope, id);
    if (!current.ok) return current;
    const changed = {
      ...current.value,
      ...definedOnly(patch),
      ...(sequence ? { ...derived(sequence), leftOut: [] } : {}),
    };
    const faults = sequence ? blockFaults(sequence) : [];
    if (faults.length > 0) return invalid('The campaign template was not saved.', faults);
    return putNext(deps, scope, current.value, changed);
  };

/** A campaign template with the HTML of its mails. */
export const getCampaignTemplate =
  (deps: CampaignShelf & { readonly mjml: MjmlCompiler }) =>
  async (scope: TenantScope, id: string): Outcome<CampaignTemplate> => {
    const found = await readable(deps, scope, id);
    return found ? ok({ ...found, steps: await compileSteps(deps.mjml, found.steps) }) : notFound(deps.what);
  };
