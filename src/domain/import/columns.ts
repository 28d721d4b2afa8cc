import { importFields } from '../../contracts/transfer.ts';
import { forbiddenNames } from '../content/safe-data.ts';
import { fail, ok, type Result } from '../result.ts';
import { type FileProblem, fileProblem, shorten } from './file-problem.ts';

export type ContactField = (typeof importFields)[number];

/** Headers understood for each contact field, in lower case without blanks and signs. Words for a country are not: its cells must be codes. */
const aliases: readonly (readonly [ContactField, readonly string[]])[] = [
  [
    'email',
    [
      'email',
      'emailaddress',
      'mail',
      'mailaddress',
      'emailadress',
      'emailadresse',
      'adresseemail',
      'correoelectronico',
    ],
  ],
  ['firstName', ['firstname', 'givenname', 'forename', 'first', 'vorname', 'prenom', 'voornaam']],
  [
    'lastName',
    [
      'lastname',
      'surname',
      'familyname',
      'last',
      'nachname',
      'familienname',
      'nomdefamille',
      'apellidos',
      'achternaam',
    ],
  ],
  [
    'company',
    [
      'company',
      'companyname',
      'organization',
      'organisation',
      'firma',
      'unternehmen',
      'societe',
      'entreprise',
      'empresa',
      'azienda',
      'bedrijf',
    ],
  ],
  ['industry', ['industry', 'sector']],
  ['companySize', ['companysize', 'employees', 'numberofemployees']],
  ['leadScore', ['leadscore', 'score']],
  ['country', ['country', 'countrycode']],
  ['timezone', ['timezone', 'tz']],
  ['tags', ['tags', 'tag', 'labels']],
  ['lifecycle', ['lifecycle', 'lifecyclestage']],
  ['consentStatus', ['consentstatus']],
  ['optOuts', ['optouts']],
];

const fieldByAlias: ReadonlyMap<string, ContactField> = new Map(
  aliases.flatMap(([field, names]) => names.map((name) => [name, field] as const)),
);

/** What a column of the file fills. */
export type Column =
  | { readonly kind: 'field'; readonly header: string; readonly target: ContactField }
  | { readonly kind: 'custom'; readonly header: string; readonly target: string }
  | { readonly kind: 'ignored'; readonly header: string };

const maxCustomFields = 50;

const plain = (header: string): string => header.normalize('NFKD').replace(/\p{M}/gu, '');

/** The contact field that a header means, whatever its case, blanks and signs. */
export const fieldOf = (header: string): ContactField | undefined =>
  fieldByAlias.get(
    plain(header)
      .toLowerCase()
      .replace(/[^a-z0-9]/g, ''),
  );

/** A name for a custom field as the contract allows it: a letter first, then letters, digits and underscores, at most 50. */
function customName(header: string, index: number): string {
  const bare = plain(header.trim()).replace(/^custom\./i, '');
  if (/^[A-Za-z][A-Za-z0-9_]{0,49}$/.test(bare) && !forbiddenNames.has(bare)) return bare;
  const slug = bare
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  if (slug === '') return `column_${index + 1}`;
  return (/^[a-z]/.test(slug) && !forbiddenNames.has(slug) ? slug : `field_${slug}`).slice(0, 50);
}

/** Header to field, `custom.x` or `ignore`, for the columns that are not to be guessed. */
export type Mapping = Readonly<Record<string, string>>;

const isField = (name: string): name is ContactField => importFields.some((field) => field === name);

function askedColumn(header: string, target: string): Column {
  if (target === 'ignore') return { kind: 'ignored', header };
  if (isField(target)) return { kind: 'field', header, target };
  return { kind: 'custom', header, target: target.replace(/^custom\./, '') };
}

function columnOf(header: string, index: number, mapping: Mapping): Column {
  const asked = Object.hasOwn(mapping, header.trim()) ? mapping[header.trim()] : undefined;
  if (asked !== undefined) return askedColumn(header.trim(), asked);
  if (header.trim() === '') return { kind: 'ignored', header: `column ${index + 1}` };
  const field = fieldOf(header);
  return field
    ? { kind: 'field', header: header.trim(), target: field }
    : { kind: 'custom', header: header.trim(), target: customName(header, index) };
}

/** The target as messages and reports name it. */
export const targetOf = (column: Column): string | undefined =>
  column.kind === 'ignored' ? undefined : column.kind === 'custom' ? `custom.${column.target}` : column.target;

/** Which column fills what, by header. */
export const mappingOf = (columns: readonly Column[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    columns.flatMap((column) => (targetOf(column) === undefined ? [] : [[column.header, targetOf(column) ?? '']])),
  );

function duplicateProblems(columns: readonly Column[]): readonly FileProblem[] {
  const first = new Map<string, number>();
  const found: FileProblem[] = [];
  columns.forEach((column, i) => {
    const target = targetOf(column);
    if (target === undefined) return;
    const earlier = first.get(target.toLowerCase());
    if (earlier === undefined) first.set(target.toLowerCase(), i);
    else {
      const names = `"${shorten(columns[earlier]?.header ?? '')}" (column ${earlier + 1}) and "${shorten(column.header)}" (column ${i + 1})`;
      found.push(
        fileProblem('duplicate_column', `The columns ${names} both fill ${target}. Rename or remove one of them.`, 1),
      );
    }
  });
  return found;
}

function unknownHeaders(headers: readonly string[], mapping: Mapping): readonly FileProblem[] {
  const known = new Set(headers.map((header) => header.trim()));
  const unknown = Object.keys(mapping).filter((header) => !known.has(header));
  return unknown.map((header) =>
    fileProblem(
      'unknown_header',
      `The mapping names the column "${shorten(header)}", which the file does not have.`,
      1,
    ),
  );
}

/** Which column fills what, as asked or as its header says; every fault of the header at once. */
export function readColumns(
  headers: readonly string[],
  mapping: Mapping = {},
): Result<readonly Column[], readonly FileProblem[]> {
  const columns = headers.map((header, index) => columnOf(header, index, mapping));
  const problems = [...unknownHeaders(headers, mapping), ...duplicateProblems(columns)];
  if (!columns.some((column) => targetOf(column) === 'email')) {
    const found = headers
      .slice(0, 30)
      .map((header) => `"${shorten(header)}"`)
      .join(', ');
    problems.push(
      fileProblem(
        'missing_email_column',
        `No column is named email; the file has ${found}. Name the column with the addresses email.`,
        1,
      ),
    );
  }
  if (columns.filter((column) => column.kind === 'custom').length > maxCustomFields) {
    problems.push(
      fileProblem(
        'too_many_columns',
        `The file has more than ${maxCustomFields} columns beside the standard ones. Remove those you do not need.`,
        1,
      ),
    );
  }
  return problems.length > 0 ? fail(problems) : ok(columns);
}
