import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { demoContactsCsv } from '../../../scripts/make-demo-contacts.ts';
import { NewContact } from '../../../src/contracts/contact.ts';
import { quoteFormula } from '../../../src/domain/import/formula-mark.ts';
import {
  type CsvOptions,
  type ParsedContacts,
  parseContactsCsv,
} from '../../../src/domain/import/parse-contacts-csv.ts';

function parsed(input: string | Uint8Array, options: CsvOptions = {}): ParsedContacts {
  const result = parseContactsCsv(input, options);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

function problemOf(input: string | Uint8Array, options: CsvOptions = {}) {
  const result = parseContactsCsv(input, options);
  if (result.ok) throw new Error('accepted');
  return result.error[0];
}

const faults = (input: string) => parsed(input).errors.map(({ row, column, code }) => [row, column, code]);

it('reads a file with all fields under their usual headers', () => {
  const file = parsed(
    'E-mail,First Name,last_name,Company,Industry,Company Size,Lead Score,Country,Timezone,Tags,Favourite Colour\n Ann@Example.COM ,Ann,Lee,Acme,SaaS,120,55,us,Europe/London,a; b|a,blue\n',
  );
  expect(file.columns).toMatchObject({
    'E-mail': 'email',
    'First Name': 'firstName',
    last_name: 'lastName',
    'Favourite Colour': 'custom.favourite_colour',
  });
  expect(file.rows).toEqual([
    {
      row: 2,
      contact: {
        email: 'ann@example.com',
        firstName: 'Ann',
        lastName: 'Lee',
        company: 'Acme',
        industry: 'SaaS',
        companySize: 120,
        leadScore: 55,
        country: 'US',
        timezone: 'Europe/London',
        tags: ['a', 'b'],
        custom: { favourite_colour: 'blue' },
      },
    },
  ]);
});

it.each([
  ['email', 'email'],
  ['E-Mail Address', 'email'],
  ['EMAIL', 'email'],
  ['firstName', 'firstName'],
  ['first_name', 'firstName'],
  ['Given Name', 'firstName'],
  ['Surname', 'lastName'],
  ['Organisation', 'company'],
  ['Company Size', 'companySize'],
  ['Employees', 'companySize'],
  ['Lead Score', 'leadScore'],
  ['Time Zone', 'timezone'],
  ['Labels', 'tags'],
  ['custom.plan', 'custom.plan'],
  ['signupDate', 'custom.signupDate'],
  ['Hauteur été (cm)', 'custom.hauteur_ete_cm'],
  ['2nd name', 'custom.field_2nd_name'],
  ['constructor', 'custom.field_constructor'],
  ['会社', 'custom.column_2'],
])('takes the header %j for %s', (header, target) => {
  const file = parsed(target === 'email' ? `x,${header}\n1,a@example.com\n` : `email,${header}\na@example.com,\n`);
  expect(file.columns[header]).toBe(target);
});

it.each([
  'E-Mail;Vorname;Nachname;Firma',
  'Adresse e-mail;Prénom;Nom de famille;Société',
  'email;voornaam;achternaam;bedrijf',
])('knows the columns of "%s"', (header) => {
  expect(parseContactsCsv(`${header}\na@b.example;Ann;Lee;Acme\n`)).toMatchObject({
    ok: true,
    value: { rows: [{ contact: { email: 'a@b.example', firstName: 'Ann', lastName: 'Lee', company: 'Acme' } }] },
  });
});

it('leaves out bad rows only and says row, column and remedy', () => {
  const file = parsed(
    'email,score,tz,country,size\ngood@example.com,1,,,\nbad,1,,,\nb@example.com,many,Mars/Base,Germany,\n,1,,,\nc@example.com,1\nd@example.com,1,,,,6\ne@example.com,1,,,,\n',
  );
  expect(file.rows.map(({ row, contact }) => [row, contact.email])).toEqual([
    [2, 'good@example.com'],
    [8, 'e@example.com'],
  ]);
  expect(file.total).toBe(7);
  expect(file.errors.map(({ row, column, code }) => [row, column, code])).toEqual([
    [3, 'email', 'invalid_email'],
    [4, 'score', 'not_a_number'],
    [4, 'tz', 'invalid_timezone'],
    [4, 'country', 'invalid_country'],
    [5, 'email', 'missing_email'],
    [6, null, 'too_few_columns'],
    [7, null, 'too_many_columns'],
  ]);
  expect(file.errors[0]?.message).toBe(
    '"bad" is no e-mail address. The address has no @. Write one like ann@example.com.',
  );
  expect(file.errors[2]?.message).toContain('Europe/London');
});

it('counts lines as an editor does, blank lines and cells of several lines included', () => {
  expect(faults('email,note\n\na@example.com,"one\ntwo\nthree"\nbad,x\r\n\r\nworse,y\n')).toEqual([
    [6, 'email', 'invalid_email'],
    [8, 'email', 'invalid_email'],
  ]);
});

it('uses the last row of an address and warns about the others', () => {
  const file = parsed('email,firstName\nann@example.com,Old\nbob@example.com,B\nANN@example.com ,New\n');
  expect(file.rows.map(({ contact }) => contact.firstName)).toEqual(['B', 'New']);
  expect(file.warnings).toEqual([
    {
      row: 2,
      column: 'email',
      code: 'duplicate_in_file',
      message: '"ann@example.com" is again on line 4; that row is used and this one is not.',
    },
  ]);
});

it('lets what a cell leaves empty stay absent', () => {
  expect(parsed('email,firstName,tags,plan\na@example.com, ,,\n').rows[0]?.contact).toEqual({ email: 'a@example.com' });
});

it.each([
  ['', 'empty_file'],
  ['\n\n', 'empty_file'],
  ['email\n', 'no_rows'],
  ['name,city\na,b\n', 'missing_email_column'],
  ['email,E-Mail\na@example.com,b\n', 'duplicate_column'],
  ['email,Plan,plan\n', 'duplicate_column'],
  ['email:name\na@example.com:b\n', 'odd_delimiter'],
  ['name^email^city\n', 'odd_delimiter'],
  ['email,a\na@example.com,"x\n', 'unclosed_quote'],
  ['a\0b', 'not_text'],
])('refuses the file %j as %s', (text, code) => {
  expect(problemOf(text)?.code).toBe(code);
});

it('names the columns found, both duplicates, the sign seen and the line of the quotation mark', () => {
  expect(problemOf('name,city\na,b')?.message).toContain('"name", "city"');
  expect(problemOf('email,x,E-Mail\n')?.message).toContain('"email" (column 1) and "E-Mail" (column 3)');
  expect(problemOf('email~name\n')?.message).toContain('"~"');
  expect(problemOf('email,a\na@example.com,"fine ""q"" \nx"\nb@example.com,"open\nc@example.com,1\n')).toMatchObject({
    line: 4,
  });
});

it('refuses UTF-16, Latin-1 and binary files with the remedy', () => {
  const csv = 'email,name\nzoe@example.com,Zoë\n';
  expect(problemOf(Buffer.from(`\ufeff${csv}`, 'utf16le'))?.code).toBe('utf16');
  expect(problemOf(Buffer.from(csv, 'utf16le').swap16())?.code).toBe('utf16');
  expect(problemOf(Buffer.from(csv, 'latin1'))).toMatchObject({
    code: 'not_utf8',
    message: expect.stringContaining('UTF-8'),
  });
  expect(parsed(Buffer.from(`\ufeff${csv}`)).rows[0]?.contact.email).toBe('zoe@example.com');
});

it('reads with the separator asked for, unless the header has another', () => {
  expect(parsed('email;name\na@example.com;b,c\n', { delimiter: ';' }).delimiter).toBe(';');
  expect(problemOf('email;name\na@example.com;b\n', { delimiter: ',' })?.message).toMatch(/commas.*semicolons/);
});

it('takes a quotation mark in the middle of a cell for text', () => {
  expect(parsed('email,firstName\na@example.com,John "Jo" Doe\n').rows[0]?.contact.firstName).toBe('John "Jo" Doe');
});

it('refuses more rows than allowed', () => {
  expect(problemOf(`email\n${'a@example.com\n'.repeat(4)}`, { maxRows: 3 })?.code).toBe('too_many_rows');
  expect(parsed(`email\n${'a@example.com\n'.repeat(3)}`, { maxRows: 3 }).total).toBe(3);
});

it('leaves out a row with a cell of 10 MB, quickly and with a short message', () => {
  const start = performance.now();
  const file = parsed(`email,note\na@example.com,${'x'.repeat(10_000_000)}\nb@example.com,ok\n`);
  expect(performance.now() - start).toBeLessThan(5_000);
  expect(file.rows.map(({ contact }) => contact.email)).toEqual(['b@example.com']);
  expect(file.errors).toMatchObject([{ row: 2, column: 'note', code: 'too_long' }]);
  expect(file.errors[0]?.message.length).toBeLessThan(200);
});

it('hints at a quotation mark when a cell swallows lines', () => {
  const rows = Array.from({ length: 60 }, (_, i) => `user${i}@example.com,some text\n`).join('');
  const file = parsed(`email,note\na@example.com,"open\n${rows}b@example.com,"x"\n`);
  expect(file.errors[0]?.message).toContain('a quotation mark may not be closed');
});

const cell = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 20 }),
    fc.constantFrom('"', '""', ',', ';', '\t', '|', 'a\nb', 'a\r\nb', "'", '=1+1', 'Ünïcödé', '山田', '#x', '\\'),
  )
  .map((text) => text.replaceAll('\0', '').trim());
const contact = fc.record({
  email: fc.stringMatching(/^[a-z0-9]{1,12}$/).map((name) => `${name}@example.com`),
  firstName: cell,
  company: cell,
  leadScore: fc.integer({ min: -1_000, max: 1_000 }),
  tags: fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/), { maxLength: 3 }),
  plan: cell,
});

it('reads back a list of contacts written with any separator, quoting, line ending and byte order mark', () => {
  const shape = {
    delimiter: fc.constantFrom(',', ';', '\t', '|'),
    always: fc.boolean(),
    eol: fc.constantFrom('\n', '\r\n'),
    bom: fc.constantFrom('', '\ufeff'),
    bytes: fc.boolean(),
  };
  const list = fc.uniqueArray(contact, { minLength: 1, maxLength: 8, selector: ({ email }) => email });
  fc.assert(
    fc.property(list, fc.record(shape), (contacts, { delimiter, always, eol, bom, bytes }) => {
      const marked = (text: string) => (text.startsWith("'") ? quoteFormula(text) : text);
      const quote = (cell: string) => {
        const text = marked(cell);
        return always || /[",;\t|\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
      };
      const rows = contacts.map((c) => [
        c.email,
        c.firstName,
        c.company,
        String(c.leadScore),
        c.tags.join(delimiter === '|' ? ';' : '|'),
        c.plan,
      ]);
      const csv =
        bom +
        [['email', 'First name', 'company', 'score', 'tags', 'plan'], ...rows]
          .map((row) => row.map(quote).join(delimiter) + eol)
          .join('');
      const file = parsed(bytes ? Buffer.from(csv) : csv);
      const lengths = rows.map((row) => row.join('').split(/\r\n|\n/).length);
      expect(file.rows.map(({ row }) => row)).toEqual(
        lengths.map((_, i) => 2 + lengths.slice(0, i).reduce((sum, lines) => sum + lines, 0)),
      );
      expect(file.delimiter).toBe(delimiter);
      expect(file.errors).toEqual([]);
      expect(file.rows.map((row) => row.contact)).toEqual(
        contacts.map(({ email, firstName, company, leadScore, tags, plan }) => ({
          email,
          leadScore,
          ...(firstName && { firstName }),
          ...(company && { company }),
          ...(tags.length > 0 && { tags }),
          ...(plan && { custom: { plan } }),
        })),
      );
    }),
    { numRuns: 600 },
  );
});

it('answers any text with contacts or with problems, and never throws', () => {
  const piece = fc.constantFrom(
    'email',
    'name',
    ',',
    ';',
    '\t',
    '|',
    '"',
    '\n',
    '\r',
    '\r\n',
    'a@example.com',
    'x',
    ' ',
    ':',
    '\ufeff',
    '""',
    "'",
    'é',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (parts) => {
      const { ok } = parseContactsCsv(parts.join(''));
      expect(ok).toBeTypeOf('boolean');
    }),
    { numRuns: 2_000 },
  );
});

it('ships 500 demo contacts that are as generated, sound, different and from all over the world', () => {
  const text = readFileSync(new URL('../../../demo/contacts.csv', import.meta.url), 'utf8');
  expect(text).toBe(demoContactsCsv());
  const file = parsed(text);
  expect([file.rows.length, file.errors, file.warnings]).toEqual([500, [], []]);
  const contacts = file.rows.map((row) => row.contact);
  expect(new Set(contacts.map(({ timezone }) => timezone)).size).toBeGreaterThan(50);
  expect(
    contacts.filter(({ firstName = '', lastName = '' }) => /[^\x20-\x7e]/.test(firstName + lastName)).length,
  ).toBeGreaterThan(150);
  for (const each of contacts) {
    expect(each.email).toMatch(/@(example\.(com|org|net)|[a-z0-9.-]+\.example)$/);
    expect(NewContact.safeParse(each).success).toBe(true);
  }
});
