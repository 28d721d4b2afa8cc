import { durationOf, type Translated, translated } from '../blocks/block.ts';
import { finding, type Path } from '../fault.ts';
import { EmailContent, type FileEmailStep } from '../schema.ts';
import { addConditions } from './conditions.ts';
import { addStep, type Drafting, headOf, type Item, idOf, isMail } from './drafting.ts';
import { aheadIn, contentOf, follow } from './follow.ts';
import { readOutcomes } from './outcome.ts';
import type { Emails, SpecStep } from './schema.ts';

export interface PlacedStep {
  readonly step: SpecStep;
  readonly path: Path;
}

function itemsOf(placed: readonly PlacedStep[]): readonly Item[] {
  const taken = new Set<string>();
  return placed.map(({ step, path }, i) => {
    const wanted = idOf(step.id ?? step.email_id ?? `step_${i + 1}`);
    let key = wanted;
    for (let n = 2; taken.has(key); n++) key = `${wanted}_${n}`;
    taken.add(key);
    return { step, path, key };
  });
}

/** What the step itself says of its mail; else what its name stands for. */
function mailOf(drafting: Drafting, { step }: Item): Partial<FileEmailStep> {
  const own = EmailContent.parse(
    Object.fromEntries(
      Object.keys(EmailContent.shape).flatMap((key) => (key in step ? [[key, step[keyOf(key)]]] : [])),
    ),
  );
  const named = step.email_id === undefined ? {} : contentOf(drafting, step.email_id);
  const saysContent = own.html !== undefined || own.template !== undefined || own.text !== undefined;
  const { template: _, ...rest } = named;
  return { ...(saysContent ? rest : named), ...own };
}

const keyOf = (key: string): keyof SpecStep => {
  const found = Object.keys(EmailContent.shape).find((one): one is keyof typeof EmailContent.shape => one === key);
  if (!found) throw new Error(`${key} is no content of a mail`);
  return found;
};

function addItem(drafting: Drafting, item: Item, index: number): void {
  const ahead = aheadIn(drafting);
  const { step, path, key } = item;
  const read = readOutcomes(step.then, [...path, 'then']);
  drafting.faults.push(...read.faults);
  const passed = follow(drafting, read.outcomes, key, ahead(index + 1), ahead);
  const check = step.conditions ? `${key}_check` : passed;
  const wait = step.wait_duration === undefined ? check : `${key}_wait`;
  if (isMail(step)) addStep(drafting, { id: key, kind: 'email', ...mailOf(drafting, item), next: wait }, path);
  if (step.wait_duration !== undefined)
    addStep(drafting, { id: `${key}_wait`, kind: 'wait', for: durationOf(step.wait_duration), next: check }, path, [
      { native: ['for'], source: ['wait_duration'] },
    ]);
  if (step.conditions) addConditions(drafting, item, passed, ahead);
}

/** An item that neither mails, waits nor asks cannot be led to. */
const emptyItem = ({ path }: Item) =>
  finding(path, 'empty_step', 'Give the step an email_id, a wait_duration or conditions: it does nothing.');

/**
 * The specification's steps as a graph: each mails, waits, then asks; where nothing else is said, the next one of the list follows, and
 * after the last the sequence ends.
 */
export function translateSequence(placed: readonly PlacedStep[], emails: Emails): Translated {
  const items = itemsOf(placed);
  const drafting: Drafting = { items, emails, steps: [], origins: [], faults: [], notes: [] };
  for (const [index, item] of items.entries()) {
    if (headOf(item) === undefined) drafting.faults.push(emptyItem(item));
    else addItem(drafting, item, index);
  }
  const { steps, origins, faults, notes } = drafting;
  const entry = items[0] ? headOf(items[0]) : undefined;
  return translated({ steps, ...(entry ? { entry } : {}) }, { origins, faults, notes });
}
