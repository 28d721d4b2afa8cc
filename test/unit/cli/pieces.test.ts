import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitCsv } from '../../../cli/server/split-csv.ts';
import { parseContactsCsv } from '../../../src/domain/import/parse-contacts-csv.ts';

const field = fc
  .string({ maxLength: 8, unit: fc.constantFrom('a', 'b', '"', ',', '\n', ' ', 'ä') })
  .map((text) => `"${text.replaceAll('"', '""')}"`);

const rowsOf = (csv: string, linesBefore = 0) => {
  const parsed = parseContactsCsv(csv);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  const { rows, errors } = parsed.value;
  return [...rows, ...errors].map((one) => ({ ...one, row: one.row + linesBefore }));
};

describe('a CSV file in pieces', () => {
  it('holds every record once, under its header, with the lines it has in the file', () => {
    fc.assert(
      fc.property(fc.array(field, { minLength: 1, maxLength: 20 }), fc.integer({ min: 1, max: 7 }), (names, size) => {
        const csv = `email,company\n${names.map((name, i) => `p${i}@a.example,${name}\n`).join('')}`;
        const pieces = [...splitCsv(csv, size, 100_000)];
        expect(pieces).toHaveLength(Math.ceil(names.length / size));
        expect(pieces.flatMap(({ text, linesBefore }) => rowsOf(text, linesBefore))).toEqual(rowsOf(csv));
      }),
    );
  });

  it('keeps each piece below the length asked for', () => {
    const csv = `email\n${'someone@a.example\n'.repeat(50)}`;
    const pieces = [...splitCsv(csv, 1000, 200)];
    expect(Math.max(...pieces.map(({ text }) => text.length))).toBeLessThanOrEqual(200);
    expect(pieces.length).toBeGreaterThan(4);
  });

  it('hands on a file without rows as it is', () => {
    expect([...splitCsv('email\n', 10, 100)]).toEqual([{ text: 'email\n', linesBefore: 0 }]);
  });
});
