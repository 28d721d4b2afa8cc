import * as z from 'zod';
import { problem } from '../control/routes.ts';
import type { AwsResponse } from '../service.ts';
import type { MailQuery } from '../ses/mail-store.ts';

const MAX_PAGE = 200;

const decodeCursor = (cursor: string): number => Number(Buffer.from(cursor, 'base64url').toString());
export const encodeCursor = (id: number): string => Buffer.from(String(id)).toString('base64url');

const Query = z.object({
  to: z.string().optional(),
  campaign: z.string().optional(),
  since: z.iso.datetime({ offset: true, error: 'expected an instant such as 2026-12-24T09:00:00Z' }).optional(),
  limit: z.coerce
    .number({ error: `expected a number from 1 to ${MAX_PAGE}` })
    .int()
    .min(1)
    .max(MAX_PAGE)
    .default(50),
  cursor: z
    .string()
    .refine((cursor) => Number.isInteger(decodeCursor(cursor)) && decodeCursor(cursor) > 0, {
      error: 'is no cursor of this list',
    })
    .optional(),
});

type Read = { readonly query: MailQuery } | { readonly refused: AwsResponse };

/** The restriction of a list in a URL's query string. Empty parameters count as absent. */
export function readQuery(url: string): Read {
  const given = [...new URL(url, 'http://local').searchParams].filter(([, value]) => value !== '');
  const { data, error } = Query.safeParse(Object.fromEntries(given));
  if (error) {
    const field = String(error.issues[0]?.path[0] ?? 'query');
    return { refused: problem(400, `${field}: ${error.issues[0]?.message ?? 'not valid'}`, field) };
  }
  const { to, campaign, since, limit, cursor } = data;
  return {
    query: {
      to,
      campaign,
      limit,
      since: since === undefined ? undefined : Date.parse(since),
      before: cursor === undefined ? undefined : decodeCursor(cursor),
    },
  };
}
