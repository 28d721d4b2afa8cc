import type { BlockProblem, EmailBlocks } from '../../contracts/blocks.ts';
import type { Fault } from '../../contracts/problem.ts';
import type { NewTemplate, Template, TemplatePatch } from '../../contracts/template.ts';
import { checkContent } from '../../domain/content/compose-content.ts';
import { ok, type Result } from '../../domain/result.ts';
import { definedOnly } from '../campaigns/update-campaign.ts';
import { compileBlocks } from '../content/compile-blocks.ts';
import type { MjmlCompiler } from '../ports/mjml-compiler.ts';
import { fault, invalid, notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';
import { changeable, putNew, putNext, readable, type ShelfDeps } from './shelf.ts';

export interface TemplateDeps extends ShelfDeps<Template> {
  readonly mjml: MjmlCompiler;
}

type Content = Pick<Template, 'subject' | 'previewText' | 'html' | 'text'>;

/** A template may be unfinished; what it has must be sound. Only syntax refuses it: links and address are asked for at launch. */
function contentFaults(content: Content): readonly Fault[] {
  const required = new Set(['empty_content', 'missing_unsubscribe_link', 'missing_postal_address']);
  return checkContent({ ...content, text: content.text ?? undefined })
    .filter((problem) => problem.severity === 'error' && !required.has(problem.code))
    .map((problem) => fault(`body.${problem.field}`, problem.code, problem.message));
}

const blockFaults = (problems: readonly BlockProblem[]): readonly Fault[] =>
  problems
    .filter(({ severity }) => severity === 'error')
    .map(({ path, code, message }) => fault(`body.blocks.${path}`, code, message));

type Body = Pick<Template, 'html' | 'blocks'>;

/** The body of a template: HTML as it was given, or blocks with the HTML they become. */
async function bodyOf(
  mjml: MjmlCompiler,
  given: { readonly html?: string | undefined; readonly blocks?: EmailBlocks | undefined },
): Promise<Result<Body | undefined, readonly Fault[]>> {
  if (!given.blocks) return ok(given.html === undefined ? undefined : { html: given.html, blocks: null });
  const compiled = await compileBlocks(mjml, given.blocks);
  return compiled.ok
    ? ok({ html: compiled.value.html, blocks: given.blocks })
    : { ok: false, error: blockFaults(compiled.error) };
}

const notSaved = 'The template was not saved.';

export const createTemplate =
  (deps: TemplateDeps) =>
  async (scope: TenantScope, input: NewTemplate): Outcome<Template> => {
    const body = await bodyOf(deps.mjml, input);
    if (!body.ok) return invalid(notSaved, body.error);
    const content = { ...input, html: '', blocks: null, ...body.value };
    const faults = contentFaults(content);
    if (faults.length > 0) return invalid(notSaved, faults);
    return putNew(deps, scope, 'template', input.sharing, (fresh) => ({ ...content, ...fresh, copiedFrom: null }));
  };

export const updateTemplate =
  (deps: TemplateDeps) =>
  async (scope: TenantScope, id: string, patch: TemplatePatch): Outcome<Template> => {
    const current = await changeable(deps, scope, id);
    if (!current.ok) return current;
    const body = await bodyOf(deps.mjml, patch);
    if (!body.ok) return invalid(notSaved, body.error);
    const changed = { ...current.value, ...definedOnly(patch), ...body.value };
    const faults = contentFaults(changed);
    if (faults.length > 0) return invalid(notSaved, faults);
    return putNext(deps, scope, current.value, changed);
  };

/** A copy of any template the principal may read; it begins as one of the team. */
export const duplicateTemplate =
  (deps: TemplateDeps) =>
  async (scope: TenantScope, id: string, name: string | undefined): Outcome<Template> => {
    const original = await readable(deps, scope, id);
    if (!original) return notFound(deps.what);
    const sharing = original.sharing === 'private' ? 'private' : 'team';
    return putNew(deps, scope, 'template', sharing, (fresh) => ({
      ...original,
      ...fresh,
      name: name ?? `${original.name} (Copy)`.slice(0, 255),
      sharing,
      copiedFrom: { id: original.id, version: original.rev },
    }));
  };
