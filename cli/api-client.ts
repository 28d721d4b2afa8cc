import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type * as z from 'zod';
import { ProblemJson } from '../src/contracts/problem.ts';

/** The server refused a request; `problem` says why. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly problem: ProblemJson | undefined;

  constructor(method: string, path: string, status: number, problem: ProblemJson | undefined) {
    const faults = (problem?.errors ?? []).map((fault) => `\n  ${fault.path}: ${fault.message}`).join('');
    super(`${method} ${path} answered ${status}: ${problem?.detail ?? 'no details'}${faults}`);
    this.status = status;
    this.problem = problem;
  }
}

/** Nobody answered at the address, however often it was tried. */
export class NotReachable extends Error {
  override readonly name = 'NotReachable';
}

/** The answer is none that the API gives: somebody else listens at the address. */
export class UnexpectedReply extends Error {
  override readonly name = 'UnexpectedReply';
}

interface Body {
  readonly type: 'application/json' | 'text/csv';
  readonly text: string;
}

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** A reply with the ETag that a change may name. */
export interface Tagged<T> {
  readonly value: T;
  readonly etag: string | null;
}

/** Is shown every answer before it is read. */
export type OnReply = (method: string, path: string, status: number, headers: Headers, text: string) => void;

const maxAttempts = 4;
const longestWaitSeconds = 20;

/** Worth repeating: too early, or not answered. The key of a POST sees to it that it is done once. */
const isPassing = ({ status, text }: Reply): boolean =>
  status === 429 || status === 503 || (status === 409 && text.includes('"idempotency_in_progress"'));

const waitOf = (reply: Reply | undefined, attempt: number): number => {
  const seconds = Number(reply?.headers.get('retry-after') ?? 0.2 * 2 ** attempt);
  return Math.min(longestWaitSeconds, Number.isFinite(seconds) ? seconds : 1);
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Calls the HTTP API with an API key and parses every reply with the schema it should have. Repeats what was lost or came too early. */
export class ApiClient {
  readonly url: string;
  readonly apiKey: string;
  readonly #onReply: OnReply;

  constructor(url: string, apiKey: string, onReply: OnReply = () => undefined) {
    this.url = url.replace(/\/+$/, '');
    this.apiKey = apiKey;
    this.#onReply = onReply;
  }

  async get<S extends z.ZodType>(path: string, reply: S): Promise<z.output<S>> {
    return (await this.getTagged(path, reply)).value;
  }

  getTagged<S extends z.ZodType>(path: string, reply: S): Promise<Tagged<z.output<S>>> {
    return this.#call('GET', path, reply);
  }

  async send<S extends z.ZodType>(
    method: 'POST' | 'PUT' | 'PATCH',
    path: string,
    body: object,
    reply: S,
  ): Promise<z.output<S>> {
    return (await this.change(method, path, body, reply)).value;
  }

  /** Changes something, with `ifMatch` only if it still is as it was read. */
  change<S extends z.ZodType>(
    method: 'POST' | 'PUT' | 'PATCH',
    path: string,
    body: object,
    reply: S,
    ifMatch: string | null = null,
  ): Promise<Tagged<z.output<S>>> {
    return this.#call(method, path, reply, { type: 'application/json', text: JSON.stringify(body) }, ifMatch);
  }

  async sendCsv<S extends z.ZodType>(path: string, csv: string, reply: S): Promise<z.output<S>> {
    return (await this.#call('POST', path, reply, { type: 'text/csv', text: csv })).value;
  }

  async #call<S extends z.ZodType>(
    method: string,
    path: string,
    schema: S,
    body?: Body,
    ifMatch: string | null = null,
  ): Promise<Tagged<z.output<S>>> {
    const { status, text, headers } = await this.#answered(method, path, body, ifMatch);
    if (status < 300) return { value: this.#read(schema, text, `${method} ${path}`), etag: headers.get('etag') };
    throw new ApiError(method, path, status, ProblemJson.safeParse(parsed(text)).data);
  }

  #read<S extends z.ZodType>(schema: S, text: string, asked: string): z.output<S> {
    const reply = schema.safeParse(text === '' ? undefined : parsed(text));
    if (reply.success) return reply.data;
    const { error: cause } = reply;
    throw new UnexpectedReply(`${asked} at ${this.url} was answered with something else: ${cause.message}`, { cause });
  }

  async #answered(method: string, path: string, body: Body | undefined, ifMatch: string | null): Promise<Reply> {
    const headers = {
      authorization: `Bearer ${this.apiKey}`,
      ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
      ...(body ? { 'content-type': body.type } : {}),
      ...(ifMatch === null ? {} : { 'if-match': ifMatch }),
    };
    for (let attempt = 0; ; attempt++) {
      const last = attempt + 1 === maxAttempts;
      const reply = await this.#once(method, path, headers, body).catch((cause: unknown) => {
        if (last) throw new NotReachable(`Nobody answers at ${this.url}.`, { cause });
        return undefined;
      });
      if (reply) this.#onReply(method, path, reply.status, reply.headers, reply.text);
      if (reply && (last || !isPassing(reply))) return reply;
      await setTimeout(waitOf(reply, attempt) * 1000);
    }
  }

  async #once(method: string, path: string, headers: Record<string, string>, body?: Body): Promise<Reply> {
    const reply = await fetch(`${this.url}${path}`, { method, headers, ...(body ? { body: body.text } : {}) });
    return { status: reply.status, headers: reply.headers, text: await reply.text() };
  }
}
