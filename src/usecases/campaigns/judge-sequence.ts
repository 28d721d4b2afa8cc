import type { Campaign } from '../../contracts/campaign.ts';
import type { EmailStep, Sequence, SequenceProblem } from '../../contracts/step.ts';
import { testProblems } from '../../domain/campaign/test-problems.ts';
import { contentProblems } from '../../domain/sequence/content-problems.ts';
import { problems } from '../../domain/sequence/problems.ts';
import { gatherProblems, type Spread, spreadVariants } from '../../domain/sequence/spread-variants.ts';
import type { NameDeps } from '../audience/segment-names.ts';
import { type CompiledSequence, compileStepBlocks } from '../content/compile-step-blocks.ts';
import type { CompileBlocks } from '../ports/blocks-compiler.ts';
import type { Clock } from '../ports/effects.ts';
import type { TemplateStore } from '../ports/shelf-store.ts';
import type { TenantScope } from '../scope.ts';
import { unknownSegments } from './segment-conditions.ts';

type Templates = Pick<TemplateStore, 'get'>;

const unknownTemplate = (step: EmailStep, index: number): SequenceProblem => ({
  code: 'unknown_template',
  severity: 'error',
  stepId: step.id,
  path: `steps.${index}.templateId`,
  message: `There is no template "${step.templateId}". List them with GET /api/templates.`,
});

/** An email step with its template's content where it has none of its own; undefined for an unknown template. */
async function resolveStep(scope: TenantScope, step: EmailStep, templates: Templates): Promise<EmailStep | undefined> {
  if (!step.templateId) return step;
  const template = await templates.get(scope, step.templateId);
  if (!template) return undefined;
  const { templateId: _, ...own } = step;
  return {
    ...own,
    subject: step.subject || template.subject,
    previewText: step.previewText || template.previewText,
    html: step.html || template.html,
    ...((step.text ?? template.text) ? { text: step.text ?? template.text ?? '' } : {}),
  };
}

export interface ResolvedSequence {
  readonly sequence: Sequence;
  readonly problems: readonly SequenceProblem[];
}

/** The sequence with every template's content in place, as it will be published. */
export async function resolveTemplates(
  scope: TenantScope,
  sequence: Sequence,
  templates: Templates,
): Promise<ResolvedSequence> {
  const found: SequenceProblem[] = [];
  const steps = await Promise.all(
    sequence.steps.map(async (step, i) => {
      const resolved = step.kind === 'email' ? await resolveStep(scope, step, templates) : step;
      if (!resolved && step.kind === 'email') found.push(unknownTemplate(step, i));
      return resolved ?? step;
    }),
  );
  return { sequence: { ...sequence, steps }, problems: found };
}

export interface JudgeDeps extends NameDeps {
  readonly templates: Templates;
  readonly compileBlocks: CompileBlocks;
  readonly clock: Clock;
}

/** What the problems of a sequence depend on beside itself. */
type Judged = Pick<Campaign, 'campaignType'> &
  Partial<Pick<Campaign, 'startDate' | 'endDate' | 'sendWindow' | 'sendStrategy'>>;

/** A mail whose blocks have errors has no HTML because of them: that need not be said as well. */
function withoutEcho(contents: readonly SequenceProblem[], ofBlocks: readonly SequenceProblem[]) {
  const faulty = new Set(ofBlocks.filter(({ severity }) => severity === 'error').map(({ stepId }) => stepId));
  return contents.filter(
    ({ stepId, code, path }) => !(faulty.has(stepId) && code === 'empty_content' && path.endsWith('.html')),
  );
}

/** A sequence with its blocks compiled, its variants spread and its templates in place: what is judged, and what is shown. */
export interface Prepared {
  readonly draft: Sequence;
  readonly compiled: CompiledSequence;
  readonly spread: Spread;
  readonly resolved: ResolvedSequence;
}

export async function prepareSequence(
  scope: TenantScope,
  draft: Sequence,
  { compileBlocks, templates }: Pick<JudgeDeps, 'compileBlocks' | 'templates'>,
): Promise<Prepared> {
  const compiled = await compileStepBlocks(compileBlocks, draft);
  const spread = spreadVariants(compiled.sequence);
  return { draft, compiled, spread, resolved: await resolveTemplates(scope, spread.flat, templates) };
}

/** Every problem of a sequence: structure, segments, blocks, templates and content. */
export async function judgePrepared(
  scope: TenantScope,
  { draft, compiled, spread, resolved }: Prepared,
  deps: JudgeDeps,
  campaign: Judged,
): Promise<readonly SequenceProblem[]> {
  const unknown = await unknownSegments(deps, scope, draft);
  const triggered = campaign.campaignType === 'triggered';
  const contents = [
    ...resolved.problems,
    ...withoutEcho(contentProblems(resolved.sequence, triggered), compiled.problems),
  ];
  return [
    ...problems(draft, triggered),
    ...testProblems(draft, campaign, deps.clock.now()),
    ...unknown,
    ...compiled.problems,
    ...gatherProblems(compiled.sequence, spread, contents),
  ];
}

/** The same of a sequence as it was written. */
export const judgeSequence = async (
  scope: TenantScope,
  sequence: Sequence,
  deps: JudgeDeps,
  campaign: Judged,
): Promise<readonly SequenceProblem[]> =>
  judgePrepared(scope, await prepareSequence(scope, sequence, deps), deps, campaign);
