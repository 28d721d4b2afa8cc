import type { Segment } from '../../contracts/segment.ts';
import type { VariableReport } from '../../contracts/variable-use.ts';
import { ok } from '../../domain/result.ts';
import { spreadVariants } from '../../domain/sequence/spread-variants.ts';
import { type MailOfStep, type VariableUse, variableUses } from '../../domain/templates/variable-uses.ts';
import { resolveTemplates } from '../campaigns/judge-sequence.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { SegmentStore } from '../ports/segment-store.ts';
import type { TemplateStore } from '../ports/shelf-store.ts';
import { notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';
import { type CountDeps, countLacking, type Lacking } from './count-lacking.ts';
import type { TemplateDeps } from './email-templates.ts';
import { readable } from './shelf.ts';

interface ReportDeps extends CountDeps {
  readonly segments: Pick<SegmentStore, 'get' | 'members'>;
}

const isField = ({ kind }: VariableUse): boolean => kind === 'contact' || kind === 'custom';

/** For the whole audience, where it is known how many it is. */
const scaled = (lacking: number, { counted, whole }: Lacking, total: number | null): number =>
  whole || total === null || counted === 0 ? lacking : Math.round((lacking / counted) * total);

async function report(
  deps: ReportDeps,
  scope: TenantScope,
  mails: readonly MailOfStep[],
  segment: Segment | undefined,
): Promise<VariableReport> {
  const uses = variableUses(mails);
  const lacking = await countLacking(
    deps,
    scope,
    segment,
    uses.filter(isField).map(({ path }) => path),
  );
  const { counted, whole, byField } = lacking;
  const total = whole ? counted : (segment?.memberCount ?? null);
  return {
    variables: uses.map((use) => ({
      ...use,
      uses: [...use.uses],
      lacking: isField(use) ? scaled(byField.get(use.path) ?? 0, lacking, total) : null,
    })),
    audience: { segmentId: segment?.id ?? null, counted, total, exact: whole },
  };
}

export const templateVariables =
  (deps: ReportDeps & Pick<TemplateDeps, 'store' | 'builtIn' | 'what'>) =>
  async (scope: TenantScope, id: string, segmentId: string | undefined): Outcome<VariableReport> => {
    const template = await readable(deps, scope, id);
    if (!template) return notFound(deps.what);
    const segment = segmentId ? await deps.segments.get(scope, segmentId) : undefined;
    if (segmentId && !segment) return notFound('segment');
    const { subject, previewText, html, text } = template;
    const mail = { subject, previewText, html, ...(text === null ? {} : { text }) };
    return ok(await report(deps, scope, [{ stepId: null, mail }], segment));
  };

interface CampaignDeps extends ReportDeps {
  readonly campaigns: Pick<CampaignStore, 'get' | 'getDraft'>;
  readonly templates: Pick<TemplateStore, 'get'>;
}

export const campaignVariables =
  (deps: CampaignDeps) =>
  async (scope: TenantScope, id: string): Outcome<VariableReport> => {
    const campaign = await deps.campaigns.get(scope, id);
    if (!campaign) return notFound('campaign');
    const draft = await deps.campaigns.getDraft(scope, id);
    const { sequence } = await resolveTemplates(scope, spreadVariants(draft).flat, deps.templates);
    const mails = sequence.steps.flatMap((step) => (step.kind === 'email' ? [{ stepId: step.id, mail: step }] : []));
    const segment = campaign.segmentId ? await deps.segments.get(scope, campaign.segmentId) : undefined;
    return ok(await report(deps, scope, mails, segment));
  };
