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

interface Body {
  readonly type: 'application/json' | 'text/csv';
  readonly text: string;
}

/** Calls the HTTP API with an API key and parses every reply with the schema it should have. */
export class ApiClient {
  readonly url: string;
  readonly apiKey: string;

  constructor(url: string, apiKey: string) {
    this.url = url;
    this.apiKey = apiKey;
  }

  get<S extends z.ZodType>(path: string, reply: S): Promise<z.output<S>> {
    return this.call('GET', path, reply);
  }

  send<S extends z.ZodType>(
    method: 'POST' | 'PUT' | 'PATCH',
    path: string,
    body: object,
    reply: S,
  ): Promise<z.output<S>> {
    return this.call(method, path, reply, { type: 'application/json', text: JSON.stringify(body) });
  }

  sendCsv<S extends z.ZodType>(path: string, csv: string, reply: S): Promise<z.output<S>> {
    return this.call('POST', path, reply, { type: 'text/csv', text: csv });
  }

  private async call<S extends z.ZodType>(method: string, path: string, schema: S, body?: Body): Promise<z.output<S>> {
    const reply = await fetch(`${this.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.apiKey}`, ...(body ? { 'content-type': body.type } : {}) },
      ...(body ? { body: body.text } : {}),
    });
    const text = await reply.text();
    const json: unknown = text === '' ? undefined : JSON.parse(text);
    if (reply.ok) return schema.parse(json);
    throw new ApiError(method, path, reply.status, ProblemJson.safeParse(json).data);
  }
}
