import { createHash } from 'node:crypto';
import type { Route } from '../../src/contracts/routes.ts';
import type { Precondition } from '../../src/usecases/access/precondition.ts';
import { Refused } from './reply.ts';

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const numberAt = (value: unknown, name: string): number | undefined => {
  const found = isRecord(value) ? value[name] : undefined;
  return typeof found === 'number' ? found : undefined;
};

/** The revision of what a use case answered with: its own, or its campaign's. */
function revOf(value: unknown): number {
  const rev = numberAt(value, 'rev') ?? (isRecord(value) ? numberAt(value['campaign'], 'rev') : undefined);
  if (rev === undefined) throw new Error('A reply with an ETag of its revision has no revision');
  return rev;
}

/** A strong ETag: `"<rev>-<hash of the reply>"`, or the hash alone. Writers are asked for the revision, readers for all of it. */
export function etagOf(kind: NonNullable<Route['etag']>, value: unknown, body: string): string {
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 16);
  return kind === 'revision' ? `"${revOf(value)}-${hash}"` : `"${hash}"`;
}

export const revisionTag = (rev: number): string => `"${rev}"`;

interface Tag {
  readonly weak: boolean;
  readonly text: string;
}

const tagPattern = /\s*(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"\s*(?:,|$)/y;

/** The tags of an If-Match or If-None-Match (RFC 9110 §8.8.3); `any` for `*`; undefined when malformed. */
export function parseTags(header: string): 'any' | readonly Tag[] | undefined {
  if (header.trim() === '*') return 'any';
  const tags: Tag[] = [];
  let at = 0;
  while (at < header.length) {
    tagPattern.lastIndex = at;
    const found = tagPattern.exec(header);
    if (!found) return undefined;
    tags.push({ weak: found[1] !== undefined, text: found[2] ?? '' });
    at = tagPattern.lastIndex;
  }
  return tags.length > 0 && !header.trimEnd().endsWith(',') ? tags : undefined;
}

function tagsOf(name: 'if-match' | 'if-none-match', header: string): 'any' | readonly Tag[] {
  const tags = parseTags(header);
  if (tags) return tags;
  throw new Refused(400, `The header ${name} cannot be read. Nothing was changed.`, [
    {
      path: `headers.${name}`,
      code: 'malformed_etag',
      message: 'Send the ETag of the last answer with its quotes, or *.',
    },
  ]);
}

/** Weak tags never match: If-Match compares strongly. */
export function preconditionOf(route: Route, header: string | undefined): Precondition | undefined {
  if (header === undefined || route.method === 'GET') return undefined;
  const tags = tagsOf('if-match', header);
  if (!route.ifMatch)
    throw new Refused(400, 'This route does not compare revisions. Nothing was changed.', [
      { path: 'headers.if-match', code: 'not_supported', message: 'Send the request without If-Match.' },
    ]);
  if (tags === 'any') return { kind: 'exists' };
  const revs = tags.flatMap(({ weak, text }) => {
    const rev = weak ? undefined : /^(\d{1,15})(?:-[\w-]+)?$/.exec(text)?.[1];
    return rev === undefined ? [] : [Number(rev)];
  });
  return { kind: 'revision', revs };
}

/** Whether the reader has this already. */
export function isKnown(etag: string, header: string | undefined): boolean {
  if (header === undefined) return false;
  const tags = tagsOf('if-none-match', header);
  return tags === 'any' || tags.some(({ text }) => `"${text}"` === etag);
}
