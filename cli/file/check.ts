import type { NewCampaign } from '../../src/contracts/campaign.ts';
import type { Rule } from '../../src/contracts/rule.ts';
import type { Sequence, SequenceProblem, Step } from '../../src/contracts/step.ts';
import { campaignFaults } from '../../src/domain/campaign/campaign-faults.ts';
import { shapeProblems } from '../../src/domain/campaign/test-problems.ts';
import { checkBlocks } from '../../src/domain/content/blocks/check-blocks.ts';
import { checkRule } from '../../src/domain/rules/check.ts';
import { describeRule } from '../../src/domain/rules/describe.ts';
import { contentProblems } from '../../src/domain/sequence/content-problems.ts';
import { problems } from '../../src/domain/sequence/problems.ts';
import { gatherProblems, spreadVariants } from '../../src/domain/sequence/spread-variants.ts';
import { type Finding, finding, type Path, pathOf } from './fault.ts';
import type { CampaignFile, FileEmailStep, FileStep } from './schema.ts';

/** The id of the template of a name that stands at a place of its step. */
type TemplateId = (name: string, at: Path) => string;

function withTemplateId<T extends { readonly template?: string | undefined }>(
  { template, ...own }: T,
  at: Path,
  idOf: TemplateId,
): Omit<T, 'template'> & { templateId?: string } {
  return template === undefined ? own : { ...own, templateId: idOf(template, [...at, 'template']) };
}

/** A step as the API has it; a template by its name stands where its id belongs. */
export function stepOf(step: FileStep, idOf: TemplateId = (name) => name): Step {
  if (step.kind !== 'email') return step;
  const { variants, ...own } = withTemplateId(step, [], idOf);
  if (!variants) return own;
  return { ...own, variants: variants.map((variant, n) => withTemplateId(variant, ['variants', n], idOf)) };
}

export const sequenceOf = (file: CampaignFile): Sequence => ({
  ...(file.entry === undefined ? {} : { entry: file.entry }),
  steps: file.steps.map((step) => stepOf(step)),
});

/** The settings as the API has them, but for names in place of ids. */
export function settingsOf(file: CampaignFile): NewCampaign {
  const {
    id: _,
    segment,
    audience: __,
    sender,
    senders = [],
    migration: ___,
    entry: ____,
    steps: _____,
    ...rest
  } = file;
  return {
    ...rest,
    segmentId: segment ?? null,
    fromEmail: sender?.email ?? null,
    fromName: sender?.name ?? null,
    senders: senders.map(({ email, weight }) => ({ senderId: email, weight })),
  };
}

interface Checked {
  readonly faults: readonly Finding[];
  readonly warnings: readonly Finding[];
}

const ofProblem = ({ path, code, message }: SequenceProblem): Finding => finding(pathOf(path), code, message);

/** Mails that take content from a template are judged by the server, which has it. */
const hasTemplate = (file: CampaignFile, { stepId }: SequenceProblem): boolean =>
  file.steps.some(
    (step) =>
      step.kind === 'email' &&
      step.id === stepId &&
      (step.template !== undefined || step.variants?.some(({ template }) => template !== undefined)),
  );

/** Blocks are judged themselves, and the HTML that they become by the server. */
const isOfBlocks = (file: CampaignFile, { stepId, path }: SequenceProblem): boolean =>
  path.endsWith('.html') &&
  file.steps.some(
    (step) =>
      step.kind === 'email' &&
      step.id === stepId &&
      [step, ...(step.variants ?? [])].some(({ blocks, html }) => blocks && !html),
  );

type OfBlocks = Pick<FileEmailStep, 'html' | 'blocks'>;

const faultsOfBlocks = ({ html, blocks }: OfBlocks, stepId: string, path: string): readonly SequenceProblem[] =>
  blocks && !html ? checkBlocks(blocks).map((one) => ({ ...one, stepId, path: `${path}.blocks.${one.path}` })) : [];

const blockProblems = ({ steps }: CampaignFile): readonly SequenceProblem[] =>
  steps.flatMap((step, i) =>
    step.kind === 'email'
      ? [
          ...faultsOfBlocks(step, step.id, `steps.${i}`),
          ...(step.variants ?? []).flatMap((variant, n) =>
            faultsOfBlocks(variant, step.id, `steps.${i}.variants.${n}`),
          ),
        ]
      : [],
  );

/** A rule of a segment knows contacts, their events and other segments: no mails, no trigger. */
const audienceFaults = ({ audience }: CampaignFile): readonly Finding[] =>
  (audience ? checkRule(audience.rule, { emailSteps: null, trigger: false }) : []).map(({ path, code, message }) =>
    finding(['audience', 'rule', ...pathOf(path)], code, message),
  );

/** Decisions that lead nowhere, or are never asked for. */
function migrationFaults({ migration, steps }: CampaignFile): readonly Finding[] {
  const ids = new Set(steps.map(({ id }) => id));
  const entries = Object.entries(migration?.decisions ?? {});
  const nowhere = entries.flatMap(([stepId, decision]) =>
    decision.do === 'move' && !ids.has(decision.to)
      ? [finding(['migration', 'decisions', stepId, 'to'], 'unknown_step', `There is no step "${decision.to}".`)]
      : [],
  );
  if (migration?.migrate !== 'stay' || entries.length === 0) return nowhere;
  const message = 'Contacts who stay in their version need no decisions: leave them out, or say `migrate: move`.';
  return [...nowhere, finding(['migration', 'decisions'], 'unused_decisions', message)];
}

/** The checks of the server that need nothing but the file. */
export function checkFile(file: CampaignFile): Checked {
  const sequence = sequenceOf(file);
  const triggered = file.campaignType === 'triggered';
  const spread = spreadVariants(sequence);
  const contents = gatherProblems(sequence, spread, contentProblems(spread.flat, triggered)).filter(
    (problem) => !hasTemplate(file, problem) && !isOfBlocks(file, problem),
  );
  const structure = [...problems(sequence, triggered), ...shapeProblems(sequence, file)];
  const all = [...structure, ...blockProblems(file), ...contents];
  const ofSettings = campaignFaults(settingsOf(file)).map(({ path, code, message }) =>
    finding(pathOf(path.replace(/^body\.?/, '')), code, message),
  );
  return {
    faults: [
      ...audienceFaults(file),
      ...migrationFaults(file),
      ...ofSettings,
      ...all.filter(({ severity }) => severity === 'error').map(ofProblem),
    ],
    warnings: all.filter(({ severity }) => severity === 'warning').map(ofProblem),
  };
}

interface FileRule {
  readonly path: Path;
  readonly rule: Rule;
  readonly sentence: string;
}

/** Every rule of a file, with the sentence that says it. */
export function rulesOf(file: CampaignFile): readonly FileRule[] {
  const found: { path: Path; rule: Rule }[] = [];
  if (file.audience) found.push({ path: ['audience', 'rule'], rule: file.audience.rule });
  if (file.trigger?.filter) found.push({ path: ['trigger', 'filter'], rule: file.trigger.filter });
  if (file.exclusions.rule) found.push({ path: ['exclusions', 'rule'], rule: file.exclusions.rule });
  for (const [i, step] of file.steps.entries())
    if (step.kind === 'condition')
      for (const [n, arm] of (step.arms ?? []).entries())
        found.push({ path: ['steps', i, 'arms', n, 'when'], rule: arm.when });
  return found.map(({ path, rule }) => ({ path, rule, sentence: describeRule(rule) }));
}
