import type { NewCampaign } from '../../src/contracts/campaign.ts';
import type { Rule } from '../../src/contracts/rule.ts';
import type { Sequence, SequenceProblem, Step } from '../../src/contracts/step.ts';
import { campaignFaults } from '../../src/domain/campaign/campaign-faults.ts';
import { describeRule } from '../../src/domain/rules/describe.ts';
import { contentProblems } from '../../src/domain/sequence/content-problems.ts';
import { problems } from '../../src/domain/sequence/problems.ts';
import { type Finding, finding, type Path, pathOf } from './fault.ts';
import type { CampaignFile, FileStep } from './schema.ts';

/** A step as the API has it; a template by its name stands where its id belongs. */
export function stepOf(step: FileStep, templateId: (name: string) => string = (name) => name): Step {
  if (step.kind !== 'email') return step;
  const { template, ...own } = step;
  return template === undefined ? own : { ...own, templateId: templateId(template) };
}

export const sequenceOf = (file: CampaignFile, templateId?: (name: string) => string): Sequence => ({
  ...(file.entry === undefined ? {} : { entry: file.entry }),
  steps: file.steps.map((step) => stepOf(step, templateId)),
});

/** The settings as the API has them, but for names in place of ids. */
export function settingsOf(file: CampaignFile): NewCampaign {
  const { id: _, segment, sender, entry: __, steps: ___, ...settings } = file;
  return { ...settings, segmentId: segment ?? null, fromEmail: sender?.email ?? null, fromName: sender?.name ?? null };
}

interface Checked {
  readonly faults: readonly Finding[];
  readonly warnings: readonly Finding[];
}

const ofProblem = ({ path, code, message }: SequenceProblem): Finding => finding(pathOf(path), code, message);

/** Mails that take content from a template are judged by the server, which has it. */
const hasTemplate = (file: CampaignFile, { stepId }: SequenceProblem): boolean =>
  file.steps.some((step) => step.kind === 'email' && step.id === stepId && step.template !== undefined);

/** The checks of the server that need nothing but the file. */
export function checkFile(file: CampaignFile): Checked {
  const sequence = sequenceOf(file);
  const triggered = file.campaignType === 'triggered';
  const contents = contentProblems(sequence, triggered).filter((problem) => !hasTemplate(file, problem));
  const all = [...problems(sequence, triggered), ...contents];
  const ofSettings = campaignFaults(settingsOf(file)).map(({ path, code, message }) =>
    finding(pathOf(path.replace(/^body\.?/, '')), code, message),
  );
  return {
    faults: [...ofSettings, ...all.filter(({ severity }) => severity === 'error').map(ofProblem)],
    warnings: all.filter(({ severity }) => severity === 'warning').map(ofProblem),
  };
}

/** Every rule of a file, with the sentence that says it. */
export function rulesOf(file: CampaignFile): readonly { readonly path: Path; readonly sentence: string }[] {
  const found: { path: Path; rule: Rule }[] = [];
  if (file.trigger?.filter) found.push({ path: ['trigger', 'filter'], rule: file.trigger.filter });
  if (file.exclusions.rule) found.push({ path: ['exclusions', 'rule'], rule: file.exclusions.rule });
  for (const [i, step] of file.steps.entries())
    if (step.kind === 'condition')
      for (const [n, arm] of (step.arms ?? []).entries())
        found.push({ path: ['steps', i, 'arms', n, 'when'], rule: arm.when });
  return found.map(({ path, rule }) => ({ path, sentence: describeRule(rule) }));
}
