import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine } from '../../../src/domain/export/csv-line.ts';
import { quoteFormula, unquoteFormula } from '../../../src/domain/import/formula-mark.ts';
import { readRecords } from '../../../src/domain/import/read-records.ts';

const cell = fc.array(fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', '\n', '"', ',', ';', 'a', 'é'), {
  maxLength: 8,
});

describe('a line of an export', () => {
  it('is read back as the cells it was written from', () => {
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 6 }), (parts) => {
        const cells = ['ann@a.example', ...parts.map((chars) => chars.join(''))];
        const read = readRecords(csvLine(cells), ',');
        expect(read.ok && read.value.map((record) => record.cells.map(unquoteFormula))).toEqual([cells]);
      }),
    );
  });

  it('has no cell that a spreadsheet takes for a formula', () => {
    fc.assert(
      fc.property(cell, (chars) => {
        expect(quoteFormula(chars.join(''))).not.toMatch(/^[=+\-@\t\r]/);
      }),
    );
    expect(csvLine(['=HYPERLINK("x")', '-1', "'=1", 'plain'])).toBe(`"'=HYPERLINK(""x"")",'-1,''=1,plain\r\n`);
  });
});
