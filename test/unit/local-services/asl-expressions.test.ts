import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileCondition } from '../../../local/sfn/choice.ts';
import { evaluate } from '../../../local/sfn/intrinsics.ts';
import { parsePath, readPath, writePath } from '../../../local/sfn/paths.ts';
import { fillTemplate } from '../../../local/sfn/payload-template.ts';

const input = {
  name: "O'Hara",
  n: 3,
  list: [1, 2, 2, 3],
  nested: { 'a b': [{ id: 'x' }, { id: 'y' }] },
  at: '2026-03-02T10:00:00+02:00',
  none: null,
  yes: true,
};
const context = { Execution: { Name: 'run-1' }, Task: { Token: 'token' } };
const scope = { input, context };

describe('paths', () => {
  it.each<[string, unknown]>([
    ['$', input],
    ['$.n', 3],
    ["$.nested['a b'][1].id", 'y'],
    ["$.nested['a b'][*].id", ['x', 'y']],
    ['$.list[-1]', 3],
    ['$.missing.deep', undefined],
    ['$.none', null],
    ['$.constructor', undefined],
  ])('%s', (path, value) => {
    expect(readPath(input, parsePath(path))).toEqual(value);
  });

  it('read back what they wrote and leave the rest alone', () => {
    const key = fc.stringMatching(/^[a-z_][a-z0-9_]{0,5}$/);
    fc.assert(
      fc.property(fc.array(key, { minLength: 1, maxLength: 4 }), fc.jsonValue(), (keys, value) => {
        const path = parsePath(`$.zz.${keys.join('.')}`);
        const before = { kept: { a: 1 } };
        const after = writePath(before, path, value);
        expect(readPath(after, path)).toEqual(value);
        expect([before, readPath(after, parsePath('$.kept'))]).toEqual([{ kept: { a: 1 } }, { a: 1 }]);
      }),
    );
  });

  it('refuse to write into what is no object', () => {
    expect(() => writePath({ a: 'text' }, parsePath('$.a.b'), 1)).toThrow(/no object to write into/);
  });
});

describe('payload templates', () => {
  it('fill fields named .$ from input, context and calls, at any depth', () => {
    const template = {
      'who.$': '$.name',
      fixed: '$.name',
      inner: [{ 'token.$': '$$.Task.Token' }],
      'text.$': "States.Format('{} of {}', $.n, $$.Execution.Name)",
    };
    expect(fillTemplate(template, scope)).toEqual({
      who: "O'Hara",
      fixed: '$.name',
      inner: [{ token: 'token' }],
      text: '3 of run-1',
    });
  });
});

describe('intrinsic functions', () => {
  it.each<[string, unknown]>([
    ["States.Format('It\\'s {}', $.name)", "It's O'Hara"],
    ['States.StringToJson(\'{"a":1}\')', { a: 1 }],
    ['States.JsonToString($.list)', '[1,2,2,3]'],
    ['States.MathAdd($.n, -5)', -2],
    ["States.Array($.n, 'x', true, null)", [3, 'x', true, null]],
    ['States.Array()', []],
    ['States.ArrayLength($.list)', 4],
    ['States.ArrayGetItem($.list, 1)', 2],
    ['States.ArrayContains($.list, 3)', true],
    ['States.ArrayUnique($.list)', [1, 2, 3]],
    ['States.ArrayPartition($.list, 3)', [[1, 2, 2], [3]]],
    ['States.ArrayRange(1, 9, 4)', [1, 5, 9]],
    ["States.StringSplit('a,b;c', ',;')", ['a', 'b', 'c']],
    ["States.Base64Decode(States.Base64Encode('héllo'))", 'héllo'],
    ['States.JsonMerge($.nested, States.StringToJson(\'{"z":1}\'), false)', { ...input.nested, z: 1 }],
    ["States.Hash('x', 'SHA-256')", '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881'],
  ])('%s', (expression, value) => {
    expect(evaluate(expression, scope)).toEqual(value);
  });

  it('make a new UUID each time', () => {
    expect(evaluate('States.UUID()', scope)).not.toBe(evaluate('States.UUID()', scope));
  });

  it.each([
    'States.Nope()',
    "States.Format('{}')",
    'States.MathAdd($.name, 1)',
    'States.UUID(',
    'States.UUID() x',
    'States.constructor()',
  ])('%s fails by name', (expression) => {
    expect(() => evaluate(expression, scope)).toThrow(expect.objectContaining({ error: 'States.IntrinsicFailure' }));
  });
});

describe('choice rules', () => {
  it.each<[Record<string, unknown>, boolean]>([
    [{ Variable: '$.n', NumericEquals: 3 }, true],
    [{ Variable: '$.n', NumericLessThan: 3 }, false],
    [{ Variable: '$.n', NumericGreaterThanEqualsPath: '$.list[3]' }, true],
    [{ Variable: '$.n', StringEquals: '3' }, false],
    [{ Variable: '$.name', StringEquals: "O'Hara" }, true],
    [{ Variable: '$.name', StringLessThan: 'P' }, true],
    [{ Variable: '$.name', StringMatches: 'O*a' }, true],
    [{ Variable: '$.name', StringMatches: 'O\\*a' }, false],
    [{ Variable: '$.yes', BooleanEquals: true }, true],
    [{ Variable: '$.yes', BooleanEqualsPath: '$.yes' }, true],
    [{ Variable: '$.at', TimestampEquals: '2026-03-02T08:00:00Z' }, true],
    [{ Variable: '$.at', TimestampGreaterThan: '2026-03-02T09:00:00Z' }, false],
    [{ Variable: '$.name', TimestampLessThan: '2026-03-02T09:00:00Z' }, false],
    [{ Variable: '$.missing', IsPresent: false }, true],
    [{ Variable: '$.none', IsPresent: true }, true],
    [{ Variable: '$.none', IsNull: true }, true],
    [{ Variable: '$.n', IsNumeric: true }, true],
    [{ Variable: '$.at', IsTimestamp: true }, true],
    [{ Variable: '$.name', IsString: false }, false],
    [{ Variable: '$.yes', IsBoolean: true }, true],
    [{ Variable: '$$.Execution.Name', StringEquals: 'run-1' }, true],
    [{ And: [{ Variable: '$.n', NumericEquals: 3 }, { Not: { Variable: '$.yes', BooleanEquals: false } }] }, true],
    [
      {
        Or: [
          { Variable: '$.n', NumericEquals: 4 },
          { Variable: '$.yes', BooleanEquals: false },
        ],
      },
      false,
    ],
  ])('%j is %s', (rule, holds) => {
    expect(compileCondition(rule)(scope)).toBe(holds);
  });

  it('fail on a variable that is not there', () => {
    expect(() => compileCondition({ Variable: '$.missing', NumericEquals: 1 })(scope)).toThrow(
      /Invalid path '\$\.missing'/,
    );
  });
});
