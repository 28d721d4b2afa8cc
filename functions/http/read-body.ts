import type { Fault, ProblemStatus } from '../../src/contracts/problem.ts';
import type { Route } from '../../src/contracts/routes.ts';
import { jsonFault } from './json-limits.ts';
import { Refused } from './reply.ts';

const defaultMaxBody = 256 * 1024;

/**
 * What a body may call itself, the type to send first. `fetch` calls a string text/plain, and no browser sends our bearer by itself, so
 * that is read too. Mail clients post one-click unsubscribes as they like (RFC 8058): a form is not asked for its type.
 */
const acceptedTypes: { readonly [T in NonNullable<Route['bodyType']>]: readonly string[] } = {
  json: ['application/json', 'text/plain'],
  csv: ['text/csv', 'text/plain'],
  form: [],
};

export interface RawBody {
  readonly bytes: Buffer;
  readonly contentType: string | undefined;
}

const refuse = (status: ProblemStatus, detail: string, code: string, message: string, path = 'body'): never => {
  const fault: Fault = { path, code, message };
  throw new Refused(status, detail, [fault]);
};

function checkSize(route: Route, { bytes }: RawBody): void {
  const limit = route.maxBodyBytes ?? defaultMaxBody;
  if (bytes.length <= limit) return;
  const kb = `Send at most ${Math.floor(limit / 1024)} KB; this is ${Math.ceil(bytes.length / 1024)} KB.`;
  refuse(413, 'The body is too large.', 'too_large', kb);
}

function checkType(accepted: readonly string[], { contentType = '' }: RawBody): void {
  const [preferred] = accepted;
  if (!preferred) return;
  const [type = '', ...parameters] = contentType
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const charset = parameters
    .find((part) => part.startsWith('charset='))
    ?.slice('charset='.length)
    .replaceAll('"', '');
  if (accepted.includes(type) && (charset ?? 'utf-8').replace('utf8', 'utf-8') === 'utf-8') return;
  const sent = contentType === '' ? 'none' : `"${contentType.slice(0, 100)}"`;
  const message = `Send Content-Type: ${preferred}, in UTF-8; this is ${sent}.`;
  refuse(
    415,
    'The body is of a type that is not read here.',
    'unsupported_media_type',
    message,
    'headers.content-type',
  );
}

const notUtf8 = (): never =>
  refuse(400, 'The body is not UTF-8.', 'invalid_utf8', 'Encode the body in UTF-8, without broken characters.');

/** The gateway hands on broken UTF-8 of a text body as U+FFFD. */
function utf8(bytes: Buffer): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\uFFFD') ? notUtf8() : text;
  } catch (cause) {
    if (cause instanceof Refused) throw cause;
    return notUtf8();
  }
}

function readJson(text: string): unknown {
  if (text.trim() === '') return {};
  const fault = jsonFault(text);
  if (fault) return refuse(fault.status, 'The body cannot be read.', fault.code, fault.message);
  try {
    return JSON.parse(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : 'syntax error';
    return refuse(400, 'The body is not JSON.', 'malformed_json', `Send a JSON document: ${why}.`);
  }
}

/** The body as the schema of its route reads it: parsed JSON, or text. Throws {@link Refused}. */
export function readBody(route: Route, body: RawBody): unknown {
  if (!route.body) return undefined;
  const type = route.bodyType ?? 'json';
  checkSize(route, body);
  if (body.bytes.length > 0) checkType(acceptedTypes[type], body);
  return type === 'json' ? readJson(utf8(body.bytes)) : body.bytes.toString();
}
