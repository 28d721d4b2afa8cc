/** The parser alone: it pulls in neither the compiler nor the runtime (37 KB minified in place of 110). */
declare module 'handlebars/dist/cjs/handlebars/compiler/base.js' {
  export interface Location {
    readonly start: { readonly line: number; readonly column: number };
  }
  export interface Program {
    readonly body: readonly Statement[];
    readonly chained?: boolean;
    readonly blockParams?: readonly string[];
  }
  export interface Path {
    readonly type: 'PathExpression';
    readonly data: boolean;
    readonly depth: number;
    readonly parts: readonly string[];
    readonly original: string;
    readonly loc: Location;
  }
  export interface Call {
    readonly path: Path | Literal;
    readonly params: readonly Expression[];
    readonly hash?: { readonly pairs: readonly { readonly key: string }[] };
    readonly loc: Location;
  }
  export interface SubExpression extends Call {
    readonly type: 'SubExpression';
  }
  export type Literal =
    | { readonly type: 'StringLiteral'; readonly value: string; readonly original: string; readonly loc: Location }
    | { readonly type: 'NumberLiteral'; readonly value: number; readonly original: number; readonly loc: Location }
    | { readonly type: 'BooleanLiteral'; readonly value: boolean; readonly original: boolean; readonly loc: Location }
    | { readonly type: 'NullLiteral' | 'UndefinedLiteral'; readonly original: unknown; readonly loc: Location };
  export type Expression = Path | SubExpression | Literal;
  export interface Mustache extends Call {
    readonly type: 'MustacheStatement';
    readonly escaped: boolean;
  }
  export interface Block extends Call {
    readonly type: 'BlockStatement';
    readonly program?: Program;
    readonly inverse?: Program;
  }
  export type Statement =
    | Mustache
    | Block
    | { readonly type: 'ContentStatement'; readonly value: string; readonly loc: Location }
    | { readonly type: 'CommentStatement'; readonly loc: Location }
    | {
        readonly type: 'PartialStatement' | 'PartialBlockStatement' | 'Decorator' | 'DecoratorBlock';
        readonly loc: Location;
      };
  export function parse(source: string): Program;
}
