import { problemKinds } from '../../src/contracts/problem.ts';
import type { OpenApiDocument } from '../openapi.ts';

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly description?: string;
  }[];
  readonly requestBody?: unknown;
  readonly responses: Readonly<Record<string, unknown>>;
}

const escapeHtml = (text: string): string =>
  text.replace(
    /[&<>"]/g,
    (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[character] ?? character,
  );

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const readOperation = (value: Record<string, unknown>): Operation => ({
  operationId: text(value['operationId']),
  summary: text(value['summary']),
  tags: list(value['tags']).map(text),
  parameters: list(value['parameters']).flatMap((one) =>
    isRecord(one)
      ? [
          {
            name: text(one['name']),
            in: text(one['in']),
            required: one['required'] === true,
            description: text(one['description']),
          },
        ]
      : [],
  ),
  requestBody: value['requestBody'],
  responses: isRecord(value['responses']) ? value['responses'] : {},
});

function operationsOf(document: OpenApiDocument): readonly { method: string; path: string; operation: Operation }[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item ?? {}).flatMap(([method, value]) =>
      isRecord(value) ? [{ method, path, operation: readOperation(value) }] : [],
    ),
  );
}

const schemaBlock = (title: string, schema: unknown): string =>
  schema === undefined
    ? ''
    : `<details><summary>${title}</summary><pre>${escapeHtml(JSON.stringify(schema, null, 2))}</pre></details>`;

function parameterTable(operation: Operation): string {
  if (operation.parameters.length === 0) return '';
  const rows = operation.parameters.map(
    (one) =>
      `<tr><td><code>${escapeHtml(one.name)}</code></td><td>${one.in}${one.required ? ', required' : ''}</td><td>${escapeHtml(one.description ?? '')}</td></tr>`,
  );
  return `<table>${rows.join('')}</table>`;
}

function operationBlock({ method, path, operation }: { method: string; path: string; operation: Operation }): string {
  return `<section id="${operation.operationId}">
<h3><span class="method">${method.toUpperCase()}</span> <code>${escapeHtml(path)}</code></h3>
<p>${escapeHtml(operation.summary)}</p>
${parameterTable(operation)}
${schemaBlock('Request body', operation.requestBody)}
${schemaBlock(`Responses: ${Object.keys(operation.responses).join(', ')}`, operation.responses)}
</section>`;
}

/** Where the `type` of a problem leads to. */
const problemList = (): string =>
  Object.entries(problemKinds)
    .map(
      ([status, { slug, title, meaning }]) =>
        `<dt id="problem-${slug}">${status} ${escapeHtml(title)}</dt><dd>${escapeHtml(meaning)}</dd>`,
    )
    .join('\n');

/** The description is Markdown of paragraphs, bold and code alone. */
const paragraphs = (text: string): string =>
  text
    .split('\n\n')
    .map(
      (part) =>
        `<p>${escapeHtml(part)
          .replaceAll(/\*\*(.+?)\*\*/g, '<b>$1</b>')
          .replaceAll(/`(.+?)`/g, '<code>$1</code>')}</p>`,
    )
    .join('\n');

const style = `body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1f2933}
section{border-top:1px solid #d9e2ec;padding:.5rem 0}h3{margin:.5rem 0}.method{display:inline-block;min-width:4rem;color:#1d4ed8}
pre{background:#f5f7fa;padding:1rem;overflow:auto}td{padding:.1rem .8rem .1rem 0;vertical-align:top}nav a{margin-right:1rem}`;

/** The description of the API for people: one page, no scripts. */
export function docsPage(document: OpenApiDocument): string {
  const operations = operationsOf(document);
  const groups = [...Map.groupBy(operations, ({ operation }) => operation.tags[0] ?? '')];
  const anchor = (tag: string): string => tag.toLowerCase().replaceAll(/\W+/g, '-');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(document.info.title)} API</title><style>${style}</style></head><body>
<h1>${escapeHtml(document.info.title)} API</h1>${paragraphs(document.info.description ?? '')}
<p>Machine-readable: <a href="/api/openapi.json">openapi.json</a>.</p>
<nav>${groups.map(([tag]) => `<a href="#${anchor(tag)}">${escapeHtml(tag)}</a>`).join('')}</nav>
${groups.map(([tag, items]) => `<h2 id="${anchor(tag)}">${escapeHtml(tag)}</h2>${items.map(operationBlock).join('\n')}`).join('\n')}
<h2>Problems</h2><dl>${problemList()}</dl>
<h2>Schemas</h2>${schemaBlock('All schemas', document.components?.schemas)}
</body></html>`;
}
