import * as z from 'zod';
import { PathId } from '../primitives.ts';

export const permissions = [
  'campaigns:read',
  'campaigns:write',
  'campaigns:launch',
  'contacts:read',
  'contacts:write',
  'content:read',
  'content:write',
  'settings:read',
  'settings:write',
] as const;
export type Permission = (typeof permissions)[number];

export type Area = 'campaigns' | 'engagement' | 'contacts' | 'content' | 'public';

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: `/${string}`;
  /** Which function serves it. */
  readonly area: Area;
  readonly summary: string;
  readonly permission: Permission | 'public';
  readonly rate: 'read' | 'write' | 'bulk';
  readonly params?: z.ZodObject;
  readonly query?: z.ZodType;
  /** An absent body is read as {} where the schema accepts that. */
  readonly body?: z.ZodType;
  readonly bodyType?: 'json' | 'csv' | 'form';
  readonly maxBodyBytes?: number;
  readonly reply: z.ZodType;
  readonly replyType?: 'json' | 'html' | 'openapi';
  readonly status: 200 | 201 | 202 | 204;
}

/** Lets a row keep its literal types while it is checked against {@link Route}. */
export const route = <const R extends Route>(definition: R): R => definition;

export const id = z.object({ id: PathId });
export const empty = z.strictObject({});
/** The reply of 204. */
export const nothing = z.undefined();
/** An HTML page. */
export const page = z.string();
