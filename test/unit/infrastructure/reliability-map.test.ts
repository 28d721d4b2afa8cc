import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const rows = readFileSync('docs/reliability.md', 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, number, , , shownBy] = /^\|\s*(\d+)\s*\|([^|]*)\|([^|]*)\|([^|]*)\|/.exec(line) ?? [];
    return number ? [{ number: Number(number), shownBy: shownBy ?? '' }] : [];
  });

describe('the map of failures', () => {
  it('has every row of the catalogue, each with a test or with the part that brings it', () => {
    expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
    for (const { shownBy } of rows) expect(shownBy).toMatch(/`test\/[\w./-]+\.test\.ts`|part \d/);
  });

  it('names only tests that exist', () => {
    const files = rows.flatMap(({ shownBy }) => [...shownBy.matchAll(/`([^`]+)`/g)].map(([, file]) => file ?? ''));
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
  });
});
