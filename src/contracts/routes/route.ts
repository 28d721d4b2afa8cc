import * as z from 'zod';
import type { Permission } from '../permissions.ts';
import { PathId } from '../primitives.ts';
import type { RateClass } from '../rate-limits.ts';

export type Area =
  | 'campaigns'
  | 'previews'
  | 'engagement'
  | 'contacts'
  | 'transfers'
  | 'content'
  | 'templates'
  | 'events'
  | 'webhooks'
  | 'access'
  | 'public';

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: `/${string}`;
  /** Which function serves it. */
  readonly area: Area;
  readonly summary: string;
  /** `signed_in`: anybody whose bearer is genuine, of an organization or of none. */
  readonly permission: Permission | 'signed_in' | 'public';
  readonly rate: RateClass;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodType;
  /** An absent body is read as {} where the schema accepts that. */
  readonly body?: z.ZodType;
  readonly bodyType?: 'json' | 'csv' | 'form';
  readonly maxBodyBytes?: number;
  readonly reply: z.ZodType;
  readonly replyType?: 'json' | 'html' | 'openapi';
  readonly status: 200 | 201 | 202 | 204;
  /** The reply holds a secret: it is not kept for a repetition with the same Idempotency-Key. */
  readonly shownOnce?: true;
  /**
   * The reply carries an ETag: `revision` names the revision of the thing, which If-Match compares, and a hash of the reply; `content`
   * is the hash alone. A GET with either answers If-None-Match.
   */
  readonly etag?: 'revision' | 'content';
  /** If-Match is honoured: the thing changes only from that revision. Other routes refuse the header. */
  readonly ifMatch?: true;
}

/** Lets a row keep its literal types while it is checked against {@link Route}. */
export const route = <const R extends Route>(definition: R): R => definition;

export const id = z.object({ id: PathId });
export const empty = z.strictObject({});
/** The reply of 204. */
export const nothing = z.undefined();
/** An HTML page. */
export const page = z.string();
