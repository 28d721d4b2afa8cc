import type { Block, Location, Mustache, Program, Statement } from 'handlebars/dist/cjs/handlebars/compiler/base.js';
import { helpers } from './helpers.ts';
import { nearest } from './nearest.ts';
import type { Arm, Expr, TemplateNode } from './template.ts';
import {
  blockNames,
  refuse,
  type Scope,
  type Sink,
  simpleName,
  translateCall,
  translateExpression,
  translatePath,
} from './translate-expression.ts';

interface Translation {
  readonly sink: Sink;
  /** Fields that hold trusted HTML and may stand in triple braces. */
  readonly htmlVariables: ReadonlySet<string>;
}

const refusedStatements = {
  PartialStatement: ['partial', 'Partials ({{> …}}) are not supported. Put their content into the template.'],
  PartialBlockStatement: ['partial', 'Partials ({{#> …}}) are not supported. Put their content into the template.'],
  Decorator: ['decorator', 'Decorators ({{* …}}) are not supported. Remove the tag.'],
  DecoratorBlock: [
    'inline_partial',
    'Inline partials ({{#*inline …}}) are not supported. Put the content where it is used.',
  ],
} as const;

function refused(
  statement: Statement & { readonly type: keyof typeof refusedStatements },
  sink: Sink,
): readonly TemplateNode[] {
  const [code, message] = refusedStatements[statement.type];
  refuse(sink, statement.loc, code, message);
  return [];
}

function bareField(mustache: Mustache, scope: Scope, sink: Sink): Expr {
  const { path } = mustache;
  if (path.type !== 'PathExpression')
    return refuse(
      sink,
      mustache.loc,
      'literal_tag',
      'The tag holds a fixed value. Write the text itself, without braces.',
    );
  const helper = helpers.get(simpleName(path) ?? '');
  if (helper) {
    return refuse(
      sink,
      mustache.loc,
      'arity',
      `${helper.name} is a helper: write it like ${helper.usage}. A field of that name is {{this.${helper.name}}}.`,
    );
  }
  return translatePath(path, scope, sink);
}

function output(mustache: Mustache, scope: Scope, { sink, htmlVariables }: Translation): TemplateNode {
  const raw = !mustache.escaped;
  if (raw && !(mustache.params.length === 0 && htmlVariables.has(String(mustache.path.original)))) {
    refuse(
      sink,
      mustache.loc,
      'unescaped',
      'Unescaped output ({{{ }}} or {{& }}) is not allowed, since contact data could inject HTML. Write two braces.',
    );
  }
  const bare = mustache.params.length === 0 && !mustache.hash?.pairs.length;
  return {
    kind: 'output',
    raw,
    value: bare ? bareField(mustache, scope, sink) : translateCall(mustache, scope, sink),
  };
}

function condition(block: Block, scope: Scope, sink: Sink): Expr {
  const name = String(block.path.original);
  const [first] = block.params;
  if (block.hash?.pairs.length)
    return refuse(
      sink,
      block.loc,
      'named_argument',
      `Named arguments are not supported. Write {{#${name} …}} with one value.`,
    );
  if (!first || block.params.length > 1) {
    return refuse(
      sink,
      block.loc,
      'arity',
      `#${name} takes exactly 1 value, here are ${block.params.length}. Compare with helpers: {{#if (eq industry "SaaS")}}.`,
    );
  }
  return translateExpression(first, scope, sink);
}

const sectionRemedy = (name: string): string => {
  const meant = nearest(name, blockNames);
  return meant
    ? `Did you mean {{#${meant} …}}?`
    : `Write {{#if ${name}}} for a condition or {{#each ${name}}} for a list.`;
};

/** `{{else if}}` is a block within the else part; chains become the arms of one node. */
function armsOf(block: Block, scope: Scope, t: Translation): { arms: Arm[]; otherwise: readonly TemplateNode[] } {
  const arms: Arm[] = [];
  for (let at = block; ; ) {
    arms.push({
      when: condition(at, scope, t.sink),
      negate: at.path.original === 'unless',
      body: program(at.program, scope, t, at.loc),
    });
    const [chained] = at.inverse?.chained ? at.inverse.body : [];
    if (chained?.type !== 'BlockStatement' || !(chained.path.original === 'if' || chained.path.original === 'unless')) {
      return { arms, otherwise: program(at.inverse, scope, t, at.loc) };
    }
    at = chained;
  }
}

function blockNode(block: Block, scope: Scope, t: Translation): TemplateNode {
  const name = String(block.path.original);
  if (name === 'if' || name === 'unless') return { kind: 'if', ...armsOf(block, scope, t) };
  const of = name === 'each' || name === 'with' ? condition(block, scope, t.sink) : refuseBlock(block, name, t.sink);
  const inside = { contexts: scope.contexts + 1, inLoop: scope.inLoop || name === 'each' };
  const body = program(block.program, inside, t, block.loc);
  const otherwise = program(block.inverse, scope, t, block.loc);
  return { kind: name === 'each' ? 'each' : 'with', of, body, otherwise };
}

const refuseBlock = (block: Block, name: string, sink: Sink): Expr =>
  helpers.has(name)
    ? refuse(sink, block.loc, 'helper_as_block', `${name} is no block. Write it like ${helpers.get(name)?.usage}.`)
    : refuse(sink, block.loc, 'unknown_block', `There is no block "${name}". ${sectionRemedy(name)}`);

function program(from: Program | undefined, scope: Scope, t: Translation, loc: Location): readonly TemplateNode[] {
  if (from?.blockParams?.length)
    refuse(
      t.sink,
      loc,
      'block_params',
      'Block parameters (as |…|) are not supported. Use {{this}}, {{@index}} and {{@key}}.',
    );
  return from?.body.flatMap((statement) => statementNodes(statement, scope, t)) ?? [];
}

function statementNodes(statement: Statement, scope: Scope, t: Translation): readonly TemplateNode[] {
  switch (statement.type) {
    case 'ContentStatement':
      return statement.value === '' ? [] : [{ kind: 'text', text: statement.value }];
    case 'CommentStatement':
      return [];
    case 'MustacheStatement':
      return [output(statement, scope, t)];
    case 'BlockStatement':
      return [blockNode(statement, scope, t)];
    default:
      return refused(statement, t.sink);
  }
}

/** The allow-list: a Handlebars syntax tree as nodes of ours; whatever is not allowed goes to the sink. */
export const translate = (root: Program, sink: Sink, htmlVariables: ReadonlySet<string>): readonly TemplateNode[] =>
  program(root, { contexts: 0, inLoop: false }, { sink, htmlVariables }, { start: { line: 1, column: 0 } });
