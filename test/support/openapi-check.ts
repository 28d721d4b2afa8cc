import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import * as z from 'zod';

const Ref = z.object({ $ref: z.string() });
const Media = z.record(z.string(), z.object({ schema: z.unknown() }));
const Header = z.object({ required: z.boolean().optional() });
const Answer = z.object({ content: Media.default({}), headers: z.record(z.string(), Header).default({}) });
const Operation = z.object({ responses: z.record(z.string(), z.union([Ref, Answer])) });
const Document = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.object({ responses: z.record(z.string(), Answer), schemas: z.record(z.string(), z.unknown()) }),
});

interface Described {
  readonly pointer: string;
  readonly answer: z.infer<typeof Answer>;
}

const documentId = 'https://penguinmails.example/openapi.json';
const escapePointer = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

/** The gateway's own answer to a route that is not in the table. */
const isUnknownRoute = (status: number, text: string): boolean => status === 404 && text === '{"message":"Not Found"}';

/** Checks answers of the HTTP API against an OpenAPI 3.1 description. */
export class OpenApiCheck {
  readonly #document: z.infer<typeof Document>;
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true });
  readonly #validators = new Map<string, ValidateFunction>();
  readonly #patterns: readonly { readonly path: string; readonly pattern: RegExp }[];

  constructor(description: unknown) {
    this.#document = Document.parse(description);
    formats.default(this.#ajv);
    this.#ajv.addSchema({ ...Object(description), $id: documentId });
    this.#patterns = Object.keys(this.#document.paths)
      .toSorted((a, b) => Number(a.includes('{')) - Number(b.includes('{')))
      .map((path) => ({
        path,
        pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
      }));
  }

  /** Throws, naming route, status and every fault, unless the answer is one that the description promises. */
  response(method: string, path: string, status: number, headers: Headers, text: string): void {
    const route = path.split('?', 1)[0] ?? path;
    const what = `${method} ${route} answered ${status}`;
    const described = this.#describedAnswer(method, route, status, what, text);
    if (!described) return;
    this.#checkHeaders(described, headers, what);
    this.#checkBody(described, headers.get('content-type'), text, what);
  }

  #describedAnswer(method: string, route: string, status: number, what: string, text: string): Described | undefined {
    const matching = this.#patterns.filter(({ pattern }) => pattern.test(route));
    const verb = method.toLowerCase();
    const path = matching.find((one) => this.#document.paths[one.path]?.[verb] !== undefined)?.path;
    if (path === undefined) {
      if (isUnknownRoute(status, text)) return undefined;
      throw new Error(`${what}, and the description has no such route`);
    }
    const { responses } = Operation.parse(this.#document.paths[path]?.[verb]);
    const answer = responses[String(status)];
    if (!answer) throw new Error(`${what}; described are ${Object.keys(responses).join(', ')}: ${text.slice(0, 500)}`);
    if (!('$ref' in answer)) return { answer, pointer: `/paths/${escapePointer(path)}/${verb}/responses/${status}` };
    const name = answer.$ref.replace('#/components/responses/', '');
    const shared = this.#document.components.responses[name];
    if (!shared) throw new Error(`The description has no ${answer.$ref}`);
    return { answer: shared, pointer: `/components/responses/${name}` };
  }

  #checkHeaders({ answer }: Described, headers: Headers, what: string): void {
    for (const [name, { required }] of Object.entries(answer.headers)) {
      if (required && headers.get(name) === null) throw new Error(`${what} without the header ${name}`);
    }
  }

  #checkBody({ answer, pointer }: Described, contentType: string | null, text: string, what: string): void {
    const types = Object.keys(answer.content);
    if (types.length === 0) {
      if (text !== '') throw new Error(`${what} with a body, which is not described: ${text.slice(0, 500)}`);
      return;
    }
    const type = (contentType ?? '').split(';', 1)[0] ?? '';
    if (!types.includes(type))
      throw new Error(`${what} as ${contentType ?? 'nothing'}; described are ${types.join(', ')}`);
    if (!type.endsWith('json')) return;
    const validate = this.#validatorOf(`${pointer}/content/${escapePointer(type)}/schema`);
    if (validate(JSON.parse(text))) return;
    const faults = (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `\n  ${instancePath || '/'} ${message} ${JSON.stringify(params)}`,
    );
    throw new Error(`${what} with a body that is not as described:${faults.join('')}\n${text.slice(0, 1000)}`);
  }

  #validatorOf(pointer: string): ValidateFunction {
    const known = this.#validators.get(pointer);
    if (known) return known;
    const made = this.#ajv.compile({ $ref: `${documentId}#${encodeURI(pointer)}` });
    this.#validators.set(pointer, made);
    return made;
  }
}

let check: OpenApiCheck | undefined;

/** Checks an answer against docs/openapi.json. What the local cloud itself serves below `/_local/` is no part of the API. */
export function checkResponse(method: string, path: string, status: number, headers: Headers, text: string): void {
  if (path.startsWith('/_local/')) return;
  check ??= new OpenApiCheck(JSON.parse(readFileSync('docs/openapi.json', 'utf8')));
  check.response(method, path, status, headers, text);
}
