import * as z from 'zod';
import { StoredInstant } from './primitives.ts';

/** Contact fields that a column of a CSV file can fill. */
export const importFields = [
  'email',
  'firstName',
  'lastName',
  'company',
  'industry',
  'companySize',
  'leadScore',
  'country',
  'timezone',
  'tags',
  'lifecycle',
  'consentStatus',
  'optOuts',
] as const;

/** Columns that an export can have, beside `custom.` and the name of a custom field. */
export const exportColumns = [
  ...importFields,
  'consentSource',
  'consentAt',
  'id',
  'createdAt',
  'lastActivityAt',
] as const;

/** The file that one import reads, in bytes. */
export const maxImportBytes = 500 * 1024 * 1024;

const customName = z.string().regex(/^custom\.[A-Za-z][A-Za-z0-9_]{0,49}$/, {
  error: 'Name a contact field, custom.name, or ignore.',
});
const Target = z.union([z.enum([...importFields, 'ignore']), customName], {
  error: `Give one of ${importFields.join(', ')}, custom.name, or ignore.`,
});

const Mapping = z
  .record(z.string().max(1_000), Target)
  .refine((mapping) => Object.keys(mapping).length <= 100, { error: 'Map at most 100 columns.' })
  .meta({
    description: 'Which column fills which field, by header. Columns that are not named are guessed.',
    example: { 'E-Mail': 'email', Firma: 'company', Notes: 'ignore', Plan: 'custom.plan' },
  });

const UpdateExisting = z
  .union([z.boolean(), z.literal('fill_empty')], { error: 'Give true, false or fill_empty.' })
  .meta({ description: 'Of known contacts: overwrite what the file has, leave them, or only fill empty fields.' });

export const NewImport = z
  .strictObject({
    fileName: z.string().trim().min(1).max(255).nullable().default(null),
    segmentId: z.string().max(80).nullable().default(null).meta({
      description: 'A static segment that every contact of the file joins.',
    }),
    mapping: Mapping.default({}),
    consentSource: z
      .string({ error: 'Say where the people gave their consent, for example "web form 2026".' })
      .trim()
      .min(1, { error: 'Say where the people gave their consent, for example "web form 2026".' })
      .max(255),
    updateExisting: UpdateExisting.default(true),
    dryRun: z.boolean().default(false).meta({ description: 'Count and find faults, change no contact.' }),
  })
  .meta({ id: 'NewImport' });
export type NewImport = z.infer<typeof NewImport>;

const states = ['waiting', 'running', 'done', 'failed', 'cancelled'] as const;

const FileProblem = z
  .object({ code: z.string(), line: z.number().int().nullable(), message: z.string() })
  .meta({ id: 'FileProblem', description: 'Why a file cannot be read on.' });

export const ImportCounts = z.object({
  rows: z.number().int().meta({ description: 'Rows read: the sum of the five others.' }),
  created: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int().meta({ description: 'Known contacts that the row changes nothing of.' }),
  duplicates: z.number().int().meta({ description: 'Rows whose address an earlier row has: the last one wins.' }),
  failed: z.number().int(),
});
export type ImportCounts = z.infer<typeof ImportCounts>;

export const ImportView = z
  .object({
    id: z.string(),
    state: z.enum(states),
    fileName: z.string().nullable(),
    segmentId: z.string().nullable(),
    mapping: z.record(z.string(), z.string()).meta({ description: 'Of a started import: what every column fills.' }),
    consentSource: z.string(),
    updateExisting: UpdateExisting,
    dryRun: z.boolean(),
    ...ImportCounts.shape,
    bytesRead: z.number().int(),
    bytes: z.number().int().nullable().meta({ description: 'Of the whole file; null before the start.' }),
    rowsPerSecond: z.number().nullable(),
    problem: FileProblem.nullable().meta({ description: 'Why the import failed.' }),
    createdAt: StoredInstant,
    startedAt: StoredInstant.nullable(),
    finishedAt: StoredInstant.nullable(),
  })
  .meta({ id: 'Import' });
export type ImportView = z.infer<typeof ImportView>;

/** Rows with faults, for people to mend. */
export const ImportErrors = z
  .object({
    failed: z.number().int(),
    download: z
      .object({ url: z.string(), expiresAt: StoredInstant })
      .nullable()
      .meta({ description: 'A CSV file with line, column, code and message before each row; null without faults.' }),
  })
  .meta({ id: 'ImportErrors' });
export type ImportErrors = z.infer<typeof ImportErrors>;

const SignedUrl = z.object({ url: z.string(), expiresAt: StoredInstant });
export type SignedUrl = z.infer<typeof SignedUrl>;

export const CreatedImport = ImportView.extend({
  upload: SignedUrl.extend({ method: z.literal('PUT') }).meta({
    description: 'Where the file goes, of at most 500 MB: one PUT with its bytes as body, and no key.',
  }),
}).meta({ id: 'CreatedImport' });
export type CreatedImport = z.infer<typeof CreatedImport>;

export const CsvLayout = z.object({
  encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']),
  delimiter: z.enum([',', ';', '\t', '|']),
});

export const ImportPreview = z
  .object({
    ...CsvLayout.shape,
    bytes: z.number().int(),
    columns: z.array(
      z.object({
        header: z.string(),
        fills: z
          .string()
          .nullable()
          .meta({ description: 'A contact field or custom.name; null: the column is ignored.' }),
      }),
    ),
    rows: z
      .array(
        z.object({
          line: z.number().int(),
          contact: z.record(z.string(), z.unknown()).nullable().meta({ description: 'null for a row with faults.' }),
          faults: z.array(z.object({ column: z.string().nullable(), code: z.string(), message: z.string() })),
        }),
      )
      .meta({ description: 'The first 20 rows as they would be read.' }),
  })
  .meta({ id: 'ImportPreview' });
export type ImportPreview = z.infer<typeof ImportPreview>;

const ExportColumn = z.union([z.enum(exportColumns), customName], {
  error: `Give one of ${exportColumns.join(', ')}, or custom.name.`,
});
export type ExportColumn = string;

export const NewExport = z
  .strictObject({
    what: z.enum(['contacts', 'segment_members'], { error: 'Give contacts or segment_members.' }),
    segmentId: z.string().max(80).nullable().default(null),
    columns: z
      .array(ExportColumn)
      .min(1)
      .max(100)
      .refine((columns) => new Set(columns).size === columns.length, { error: 'Name each column once.' })
      .optional()
      .meta({ description: 'Left out: everything an import reads, and every custom field that a contact has.' }),
  })
  .refine(({ what, segmentId }) => (what === 'segment_members') === (segmentId !== null), {
    error: 'Give segmentId with segment_members, and only then.',
    path: ['segmentId'],
  })
  .meta({ id: 'NewExport' });
export type NewExport = z.infer<typeof NewExport>;

export const exportFormats = ['csv', 'jsonl'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** Tables of the reports of a campaign. */
export const reportTableNames = [
  'daily',
  'steps',
  'variants',
  'funnel',
  'hours',
  'links',
  'domains',
  'providers',
  'segments',
  'cohorts',
] as const;
export type ReportTable = (typeof reportTableNames)[number];

const campaignExports = ['messages', 'sightings', ...reportTableNames] as const;
export type CampaignExport = (typeof campaignExports)[number];

export const NewCampaignExport = z
  .strictObject({
    what: z.enum(campaignExports, { error: `Give one of ${campaignExports.join(', ')}.` }).meta({
      description:
        '`messages`: every mail of the ledger; `sightings`: every open and click; or a table of the reports.',
    }),
    format: z.enum(exportFormats, { error: 'Give csv or jsonl.' }).default('csv'),
  })
  .meta({ id: 'NewCampaignExport' });
export type NewCampaignExport = z.infer<typeof NewCampaignExport>;

export const ExportView = z
  .object({
    id: z.string(),
    state: z.enum(states),
    what: z.enum(['contacts', 'segment_members', ...campaignExports]),
    segmentId: z.string().nullable(),
    campaignId: z.string().nullable().default(null),
    format: z.enum(exportFormats).default('csv'),
    columns: z.array(z.string()).nullable().meta({ description: 'null until the custom fields are known.' }),
    rows: z.number().int(),
    bytes: z.number().int(),
    download: SignedUrl.nullable().meta({
      description: 'The file, once it is done; the link is valid for 15 minutes.',
    }),
    problem: FileProblem.nullable(),
    createdAt: StoredInstant,
    finishedAt: StoredInstant.nullable(),
  })
  .meta({ id: 'Export' });
export type ExportView = z.infer<typeof ExportView>;
