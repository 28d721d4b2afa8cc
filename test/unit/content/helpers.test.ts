import fc from 'fast-check';
import { expect, it } from 'vitest';
import { helpers } from '../../../src/domain/content/helpers.ts';
import { aTemplate, rendered, textOfTemplate } from './build.ts';

const data = {
  n: 1234567.891,
  neg: -1234.5,
  text: '42',
  d: '2026-03-04',
  at: '2026-03-04T23:30:00Z',
  empty: '',
  zero: 0,
  no: false,
  tags: [],
  name: "mary-jane o'neil",
  jp: 'élan VITAL',
};

it.each([
  ['{{default empty "x"}}', 'x'],
  ['{{default missing empty "y"}}', 'y'],
  ['{{default zero "x"}}', '0'],
  ['{{default no "x"}}', 'false'],
  ['{{upper "straße"}} {{lower "ÀB"}}', 'STRASSE àb'],
  ['{{title jp}}', 'Élan Vital'],
  ['{{title "john\'s café"}}', 'John&#x27;s Café'],
  ['{{number n}}', '1,234,567.891'],
  ['{{number n 2}}', '1,234,567.89'],
  ['{{number n 0 "."}}', '1.234.568'],
  ['{{number n 1 "."}}', '1.234.567,9'],
  ['{{number n 1 ""}}', '1234567.9'],
  ['{{number neg 1}}', '-1,234.5'],
  ['{{number -0.001 2}}', '0.00'],
  ['{{number text 1}}', '42.0'],
  ['{{number "abc"}}', ''],
  ['{{date d}}', '4 March 2026'],
  ['{{date d "dddd, Do MMM YY"}}', 'Wednesday, 4th Mar 26'],
  ['{{date at "YYYY-MM-DD HH:mm:ss"}}', '2026-03-04 23:30:00'],
  ['{{date at "D MMMM h:mm a" "Asia/Tokyo"}}', '5 March 8:30 am'],
  ['{{date at "hh A" "America/New_York"}}', '06 PM'],
  ['{{date d "[on the] D [of] MMMM"}}', 'on the 4 of March'],
  ['{{date "2026-01-11" "Do"}} {{date "2026-01-22" "Do"}} {{date "2026-01-03" "Do"}}', '11th 22nd 3rd'],
  ['{{date "2026-01-01T00:15" "h:mm a"}}', '12:15 am'],
  ['{{date 0 "YYYY"}}', '1970'],
  ['{{date "soon"}}{{date empty}}{{date missing}}{{date tags}}', ''],
  ['{{date at "HH" missing}}', '23'],
  ['{{eq text 42}} {{eq text "42"}} {{eq missing empty}} {{eq zero no}}', 'true true false false'],
  ['{{gt n 5}} {{lt n 5}} {{gt text "9"}} {{gt missing 0}} {{lt missing 1}}', 'true false true false false'],
  ['{{lt d "2026-12-01"}} {{gt "b" "a"}}', 'true true'],
  ['{{and n text}} {{and n empty}} {{or empty text}} {{or empty tags}} {{not tags}}', 'true false true false true'],
  ['{{#if (and (gt n 5) (not (eq text "x")))}}yes{{else}}no{{/if}}', 'yes'],
])('renders %s as %j', (source, expected) => {
  expect(textOfTemplate(source, data)).toBe(expected);
});

it('has exactly the helpers of the issue, each with an example that parses', () => {
  expect([...helpers.keys()].sort()).toEqual([
    'and',
    'date',
    'default',
    'eq',
    'gt',
    'lower',
    'lt',
    'not',
    'number',
    'or',
    'title',
    'upper',
  ]);
  for (const { usage, name } of helpers.values())
    expect(() => aTemplate(usage.startsWith('{{#') ? `${usage}{{/if}}` : usage), name).not.toThrow();
});

it('never throws and gives JSON, whatever a helper is called with', () => {
  const json = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.constantFrom(...helpers.values()), fc.array(json, { maxLength: 4 }), (helper, args) => {
      const safe = args.map((arg) => JSON.parse(JSON.stringify(arg)));
      const result = helper.fn(...safe);
      expect(JSON.parse(JSON.stringify(result))).toEqual(Object.is(result, -0) ? 0 : result);
      helper.fault?.(...safe);
    }),
    { numRuns: 3_000 },
  );
});

it('formats numbers back to themselves when the separators are taken out', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), (n) => {
      const text = textOfTemplate('{{number n}}', { n });
      expect(Number(text.replaceAll(',', ''))).toBe(n);
      expect(text).toMatch(/^-?\d{1,3}(,\d{3})*$/);
    }),
  );
});

it('notes as missing what should have printed and had nothing', () => {
  const { missing } = rendered(
    '{{firstName}} {{upper city}} {{default a b}} {{default c "x"}}{{#if d}}{{/if}}{{#each e}}{{/each}}{{f}}',
    { f: '' },
  );
  expect(missing).toEqual(['firstName', 'city', 'a', 'b', 'f']);
});
