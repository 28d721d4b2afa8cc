import * as z from 'zod';
import { Name, PageQuery, StoredInstant, Tag } from './primitives.ts';

export const Sharing = z.enum(['private', 'team', 'public'], { error: 'Give one of private, team, public.' }).meta({
  description:
    '`private`: only for who created it; `team`: for the organization; `public`: in the library that every organization reads.',
});

/** What an author says about an email template or a campaign template. */
export const label = {
  name: Name,
  category: z.string().trim().min(1).max(50).nullable(),
  tags: z.array(Tag).max(20, { error: 'Give at most 20 tags.' }),
  description: z.string().max(2000),
  sharing: Sharing,
};

export const labelDefaults = {
  name: label.name,
  category: label.category.default(null),
  tags: label.tags.default([]),
  description: label.description.default(''),
  sharing: label.sharing.default('team'),
};

/** The same as it is kept, with where it comes from. */
export const shelved = {
  id: z.string(),
  name: z.string(),
  category: z.string().nullable(),
  tags: z.array(z.string()),
  description: z.string(),
  sharing: Sharing,
  origin: z.enum(['own', 'public', 'prebuilt']).meta({
    description: '`own` can be changed; `public` (by another organization) and `prebuilt` can be read and copied.',
  }),
  publishedBy: z.string().nullable().meta({ description: 'Of a public one: the organization that shares it.' }),
  copiedFrom: z
    .object({ id: z.string(), version: z.number().int() })
    .nullable()
    .meta({ description: 'The template this one was a copy of, and its version then.' }),
  rev: z.number().int().meta({ description: 'The number of its newest version.' }),
  createdBy: z.string(),
  savedBy: z.string().meta({ description: 'Who made the newest version.' }),
  createdAt: StoredInstant,
  updatedAt: StoredInstant,
};

const Shelved = z.object(shelved);
export type Shelved = z.infer<typeof Shelved>;

export const ShelfQuery = PageQuery.extend({
  category: z.string().trim().min(1).max(50).optional(),
  tag: z.string().trim().min(1).max(50).optional(),
  sharing: Sharing.optional(),
  q: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .optional()
    .meta({ description: 'Words of the name, the description, the category or the tags; case does not matter.' }),
});
export type ShelfQuery = z.infer<typeof ShelfQuery>;

export const VersionNumber = z.coerce.number().int().min(1).max(9999);

export const ShelfVersion = z
  .object({
    rev: z.number().int().meta({ description: 'The number of the version.' }),
    name: z.string(),
    savedBy: z.string(),
    updatedAt: StoredInstant,
  })
  .meta({ id: 'TemplateVersion' });
export type ShelfVersion = z.infer<typeof ShelfVersion>;
