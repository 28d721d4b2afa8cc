import fc from 'fast-check';

/** A template that both engines understand in the same way, and data for it. */
export interface Case {
  readonly source: string;
  readonly data: object;
}

const names = ['name', 'city', 'plan', 'score', 'flag', 'nothing'] as const;
/** Each level of loops goes through objects of its own: stock Handlebars opens no context for an item that equals the one around it. */
const listsAt = (level: number): readonly string[] =>
  level === 0 ? ['items', 'none', 'person'] : level === 1 ? ['../others', '@root.others'] : ['@root.third'];

const text = fc.oneof(
  fc.constantFrom('Hi ', '\n', '  \n', ' ', '\t', '<b>', ' & ', '"x"', '\r\n', 'é🐧', ' }', '{ ', ',', '\n\n  '),
  fc.stringMatching(/^[a-z \n]{0,8}$/),
);
const tilde = fc.constantFrom('', '', '', '~');
const field = fc.constantFrom<string>(
  ...names,
  'person.name',
  'person.missing',
  'this.city',
  '@root.name',
  'tags.length',
  'person.[name]',
);

const tagged = (inner: fc.Arbitrary<string>, mark = ''): fc.Arbitrary<string> =>
  fc.tuple(tilde, inner, tilde).map(([open, body, close]) => `{{${open}${mark}${body}${close}}}`);

const nested = (depth: number, level: number): fc.Arbitrary<string> =>
  depth === 0
    ? leaf(level)
    : fc
        .array(fc.oneof({ weight: 3, arbitrary: leaf(level) }, block(depth - 1, level)), { maxLength: 5 })
        .map((parts) => parts.join(''));

const leaf = (level: number): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 4, arbitrary: text },
    { weight: 3, arbitrary: tagged(field) },
    tagged(fc.constantFrom('! a note ', '!-- with }} and {{x}} --')),
    fc.constantFrom('\\{{name}}', '\\\\{{name}}'),
    ...(level > 0
      ? [tagged(fc.constantFrom('@index', '@key', '@first', '@last', '../name', '../person.name', 'id'))]
      : []),
  );

const elsePart = (depth: number, level: number): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constant(''),
    fc.tuple(tagged(fc.constantFrom('else', '^')), nested(depth, level)).map((parts) => parts.join('')),
    fc
      .tuple(
        tagged(field.map((name) => `else if ${name}`)),
        nested(depth, level),
        tagged(fc.constant('else')),
        nested(depth, level),
      )
      .map((parts) => parts.join('')),
  );

const conditional = (depth: number, level: number): fc.Arbitrary<string> =>
  fc.tuple(fc.constantFrom('if', 'unless'), fc.constantFrom('#', '^')).chain(([name, mark]) =>
    fc
      .tuple(
        tagged(
          field.map((path) => `${name} ${path}`),
          mark,
        ),
        nested(depth, level),
        mark === '#' ? elsePart(depth, level) : fc.constant(''),
        tagged(fc.constant(name), '/'),
      )
      .map((parts) => parts.join('')),
  );

const loop = (depth: number, level: number): fc.Arbitrary<string> =>
  fc
    .tuple(
      tagged(
        fc.constantFrom<string>(...listsAt(level)).map((path) => `each ${path}`),
        '#',
      ),
      nested(depth, level + 1),
      elsePart(depth, level),
      tagged(fc.constant('each'), '/'),
    )
    .map((parts) => parts.join(''));

const within = (depth: number): fc.Arbitrary<string> =>
  fc
    .tuple(
      tagged(fc.constantFrom('with person', 'with nothing', 'with none'), '#'),
      nested(depth, 0),
      elsePart(depth, 0),
      tagged(fc.constant('with'), '/'),
    )
    .map((parts) => parts.join(''));

const block = (depth: number, level: number): fc.Arbitrary<string> =>
  fc.oneof(conditional(depth, level), ...(level < 3 ? [loop(depth, level)] : []), within(depth));

const scalar = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.constant(''),
  fc.constant(0),
);

const plain = { noNullPrototype: true } as const;

const things = fc.array(fc.record({ id: scalar, name: scalar }, plain), { maxLength: 3 });

const data = fc.record(
  {
    name: scalar,
    city: scalar,
    plan: scalar,
    score: scalar,
    flag: fc.boolean(),
    person: fc.record({ name: scalar }, plain),
    tags: fc.array(fc.string({ maxLength: 4 }), { maxLength: 4 }),
    items: things,
    others: things,
    third: things,
    none: fc.constant([]),
  },
  { requiredKeys: [], ...plain },
);

export const cases: fc.Arbitrary<Case> = fc.record({ source: nested(3, 0), data });
