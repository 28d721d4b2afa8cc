import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Delimiter } from '../../../src/domain/import/delimiter.ts';
import { detectEncoding, type Encoding } from '../../../src/domain/import/encoding.ts';
import { openFile } from '../../../src/domain/import/open-file.ts';
import { type CsvRecord, readRecords } from '../../../src/domain/import/read-records.ts';
import { type PageSizes, recordPages, UnreadableFile } from '../../../src/usecases/transfers/record-pages.ts';

function encode(text: string, encoding: Encoding): Uint8Array {
  if (encoding === 'utf-8') return Buffer.from(text, 'utf8');
  if (encoding === 'windows-1252') return Buffer.from(text, 'latin1');
  const bytes = Buffer.from(text, 'utf16le');
  return encoding === 'utf-16le' ? bytes : bytes.swap16();
}

interface Read {
  readonly records: readonly CsvRecord[];
  readonly unreadable: readonly CsvRecord[];
}

async function readAll(
  bytes: Uint8Array,
  layout: { encoding: Encoding; delimiter: Delimiter },
  sizes: PageSizes,
  from = { offset: 0, line: 1 },
): Promise<Read & { nexts: { offset: number; line: number }[]; pages: Read[] }> {
  const file = { size: bytes.length, read: async (start: number, end: number) => bytes.slice(start, end) };
  const pages: Read[] = [];
  const nexts: { offset: number; line: number }[] = [];
  for await (const { next, ...page } of recordPages(file, layout, from, sizes)) {
    pages.push(page);
    nexts.push(next);
  }
  return {
    pages,
    nexts,
    records: pages.flatMap(({ records }) => records),
    unreadable: pages.flatMap(({ unreadable }) => unreadable),
  };
}

const fragments = ['a', 'bc', '"', '""', ',', ',', '\n', '\r\n', '\r', ' ', '=', '@', 'é', 'ü', ';', '"x,y"', '"\n"'];
const textOf = (more: readonly string[]) =>
  fc.array(fc.constantFrom(...fragments, ...more), { maxLength: 40 }).map((parts) => parts.join(''));
const anySizes = fc.record({
  rows: fc.integer({ min: 1, max: 5 }),
  range: fc.integer({ min: 1, max: 12 }).map((n) => 2 * n),
  record: fc.constant(1_000),
});
const wide = ['日本', '😀'];

describe('the pages of a file', () => {
  it.each([
    ['utf-8', wide],
    ['utf-16le', wide],
    ['utf-16be', wide],
    ['windows-1252', []],
  ] as const)('in %s hold the rows of the whole-file parser, however the ranges are cut', async (encoding, more) => {
    const layout = { encoding, delimiter: ',' as const };
    await fc.assert(
      fc.asyncProperty(textOf(more), anySizes, async (text, sizes) => {
        // Two bytes that are UTF-8 by chance are another test's matter.
        fc.pre(encoding !== 'windows-1252' || !/[\u00c2-\u00ff]{2}/.test(text));
        const whole = readRecords(text, ',');
        const pages = readAll(encode(text, encoding), layout, sizes);
        if (!whole.ok) {
          await expect(pages).rejects.toBeInstanceOf(UnreadableFile);
          return;
        }
        const { records, unreadable } = await pages;
        expect(records).toEqual(whole.value);
        expect(unreadable).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('are the same for whoever goes on from where one ends', async () => {
    const layout = { encoding: 'utf-8', delimiter: ',' } as const;
    await fc.assert(
      fc.asyncProperty(textOf(wide), anySizes, fc.nat(), async (text, sizes, at) => {
        fc.pre(readRecords(text, ',').ok);
        const bytes = encode(text, 'utf-8');
        const whole = await readAll(bytes, layout, sizes);
        fc.pre(whole.pages.length > 1);
        const page = at % (whole.pages.length - 1);
        const rest = await readAll(bytes, layout, { ...sizes, range: sizes.range + 2 }, whole.nexts[page]);
        expect(rest.pages).toEqual(whole.pages.slice(page + 1));
      }),
      { numRuns: 300 },
    );
  });

  it('name the row with bytes of another encoding, and keep the others', async () => {
    const bytes = Buffer.concat([
      Buffer.from('ann@a.example,Zoë\n'),
      Buffer.from('bob@a.example,Zo\xeb\n', 'latin1'),
      Buffer.from('cid@a.example,"Łu\nkasz"\n'),
    ]);
    const layout = { encoding: 'utf-8', delimiter: ',' } as const;
    const { records, unreadable } = await readAll(bytes, layout, { rows: 500, range: 8, record: 1_000 });
    expect(records).toEqual([
      { line: 1, cells: ['ann@a.example', 'Zoë'] },
      { line: 3, cells: ['cid@a.example', 'Łu\nkasz'] },
    ]);
    expect(unreadable).toEqual([{ line: 2, cells: ['bob@a.example', 'Zo\ufffd'] }]);
  });

  it('name UTF-8 rows in a file of Windows-1252', async () => {
    const bytes = Buffer.concat([Buffer.from('a,M\xfcller\n', 'latin1'), Buffer.from('b,Müller\n')]);
    const layout = { encoding: 'windows-1252', delimiter: ',' } as const;
    const { records, unreadable } = await readAll(bytes, layout, { rows: 500, range: 64, record: 1_000 });
    expect(records).toEqual([{ line: 1, cells: ['a', 'Müller'] }]);
    expect(unreadable.map(({ line }) => line)).toEqual([2]);
  });

  it('end with the line of a quotation mark that is never closed', async () => {
    const text = `a,b\n1,2\n3,"${'x\n'.repeat(900)}`;
    const layout = { encoding: 'utf-8', delimiter: ',' } as const;
    const reading = readAll(Buffer.from(text), layout, { rows: 500, range: 64, record: 1_000 });
    await expect(reading).rejects.toMatchObject({ problem: { code: 'unclosed_quote', line: 3 } });
  });
});

describe('the beginning of a file', () => {
  it.each(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const)('tells %s', (encoding) => {
    const marks = { 'utf-8': '', 'utf-16le': '\ufeff', 'utf-16be': '\ufeff', 'windows-1252': '' } as const;
    const bytes = encode(`${marks[encoding]}email;Größe\nann@a.example;groß\n`, encoding);
    expect(detectEncoding(bytes)).toMatchObject({ ok: true, value: { encoding } });
    expect(openFile(bytes, bytes.length)).toMatchObject({
      ok: true,
      value: { layout: { encoding, delimiter: ';' }, headers: ['email', 'Größe'] },
    });
  });

  it('maps columns as asked, and names headers that the file does not have', () => {
    const bytes = Buffer.from('Adresse,Firma,Notes,Plan\na@b.example,Acme,x,gold\n');
    const mapping = { Adresse: 'email', Firma: 'company', Notes: 'ignore', Plan: 'custom.tier' };
    const open = openFile(bytes, bytes.length, mapping);
    expect(open.ok && open.value.columns).toEqual([
      { kind: 'field', header: 'Adresse', target: 'email' },
      { kind: 'field', header: 'Firma', target: 'company' },
      { kind: 'ignored', header: 'Notes' },
      { kind: 'custom', header: 'Plan', target: 'tier' },
    ]);
    const wrong = openFile(bytes, bytes.length, { ...mapping, Mail: 'email' });
    expect(wrong.ok ? [] : wrong.error.map(({ code }) => code)).toEqual(['unknown_header']);
  });
});
