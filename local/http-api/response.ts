import * as z from 'zod';

/** An answer on its way to the client; header names are lower case. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
}

const Structured = z.object({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).nullish(),
  cookies: z.array(z.string()).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

/** What API Gateway makes of a function's result: a response when it has a status code, otherwise JSON with 200. */
export function answerOf(result: unknown): HttpAnswer {
  if (typeof result !== 'object' || result === null || !('statusCode' in result)) return plainAnswer(result);
  const { data } = Structured.safeParse(result);
  if (!data) return message(500, 'Internal Server Error');
  const { statusCode, headers, cookies, body, isBase64Encoded } = data;
  return {
    status: statusCode,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      ...lowerCase(headers ?? {}),
      ...(cookies && cookies.length > 0 && { 'set-cookie': cookies }),
    },
    body: Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8'),
  };
}

/** API Gateway's own answers: `{"message":"Forbidden"}`. */
export function message(status: number, text: string): HttpAnswer {
  return jsonAnswer(status, JSON.stringify({ message: text }));
}

function plainAnswer(result: unknown): HttpAnswer {
  return jsonAnswer(200, typeof result === 'string' ? result : JSON.stringify(result ?? null));
}

function jsonAnswer(status: number, json: string): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: Buffer.from(json) };
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
