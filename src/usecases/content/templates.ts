import type { NewTemplate, Template } from '../../contracts/resources.ts';
import { checkContent } from '../../domain/content/compose-content.ts';
import { ok } from '../../domain/result.ts';
import { definedOnly } from '../campaigns/update-campaign.ts';
import type { Clock, Ids } from '../ports/effects.ts';
import type { TemplateStore } from '../ports/resource-stores.ts';
import { changedMeanwhile, fault, invalid, notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';

export interface Deps {
  readonly templates: TemplateStore;
  readonly clock: Clock;
  readonly ids: Ids;
}

type Content = Pick<Template, 'subject' | 'previewText' | 'html' | 'text'>;

/** A template may be unfinished; what it has must be sound. Only syntax refuses it: links and address are asked for at launch. */
function contentFaults(content: Content) {
  const required = new Set(['empty_content', 'missing_unsubscribe_link', 'missing_postal_address']);
  return checkContent({ ...content, text: content.text ?? undefined })
    .filter((problem) => problem.severity === 'error' && !required.has(problem.code))
    .map((problem) => fault(`body.${problem.field}`, problem.code, problem.message));
}

export const createTemplate =
  ({ templates, clock, ids }: Deps) =>
  async (scope: TenantScope, input: NewTemplate): Outcome<Template> => {
    const faults = contentFaults(input);
    if (faults.length > 0) return invalid('The template was not saved.', faults);
    const now = clock.now();
    const template = { ...input, id: ids.next('template'), rev: 1, createdAt: now, updatedAt: now };
    await templates.create(scope, template);
    return ok(template);
  };

export const updateTemplate =
  ({ templates, clock }: Deps) =>
  async (
    scope: TenantScope,
    id: string,
    patch: { [K in keyof NewTemplate]?: NewTemplate[K] | undefined },
  ): Outcome<Template> => {
    const template = await templates.get(scope, id);
    if (!template) return notFound('template');
    const changed = { ...template, ...definedOnly(patch), rev: template.rev + 1, updatedAt: clock.now() };
    const faults = contentFaults(changed);
    if (faults.length > 0) return invalid('The template was not saved.', faults);
    return (await templates.save(scope, changed, template.rev)) ? ok(changed) : changedMeanwhile('template');
  };

export const deleteTemplate =
  ({ templates }: Deps) =>
  async (scope: TenantScope, id: string): Outcome<undefined> => {
    if (!(await templates.get(scope, id))) return notFound('template');
    await templates.remove(scope, id);
    return ok(undefined);
  };
