import type { AwsRequest } from '../service.ts';
import { restTarget, type Target } from './rest-operations.ts';
import { s3Target } from './s3-target.ts';

/** What enforcement, meter and faults read from a call: decoded and parsed when first asked for, and only once. */
export class CallView {
  readonly #request: AwsRequest;
  #text: string | undefined;
  #json: { readonly value: unknown } | undefined;
  #target: { readonly value: Target | undefined } | undefined;

  constructor(request: AwsRequest) {
    this.#request = request;
  }

  get text(): string {
    this.#text ??= this.#request.body.toString();
    return this.#text;
  }

  /** The body as JSON; undefined when it is none. */
  get json(): unknown {
    this.#json ??= { value: parsed(this.text) };
    return this.#json.value;
  }

  /** The body as an HTML form, as the query protocol of SNS sends it. */
  get form(): URLSearchParams {
    return new URLSearchParams(this.text);
  }

  /** The operation without its service: `PutItem`, `SendEmail`. Undefined when the request names none that is known. */
  get target(): Target | undefined {
    this.#target ??= { value: targetOf(this.#request, this) };
    return this.#target.value;
  }

  get operation(): string | undefined {
    return this.target?.operation;
  }
}

const views = new WeakMap<AwsRequest, CallView>();

/** The one view of a request that everyone shares. */
export function viewOf(request: AwsRequest): CallView {
  const known = views.get(request);
  if (known) return known;
  const view = new CallView(request);
  views.set(request, view);
  return view;
}

const RPC_PATH = /\/operation\/([A-Za-z]+)$/;

function targetOf({ service, method, url, headers }: AwsRequest, view: CallView): Target | undefined {
  const named = headers['x-amz-target']?.split('.').at(-1);
  if (named !== undefined) return { operation: named, params: {} };
  if (service === 's3') return s3Target(method, url, headers);
  const operation = RPC_PATH.exec(url)?.[1] ?? formAction(headers, view);
  return operation === undefined ? restTarget(service, method, url) : { operation, params: {} };
}

function formAction(headers: Readonly<Record<string, string>>, view: CallView): string | undefined {
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded');
  return isForm ? (view.form.get('Action') ?? undefined) : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
