/** A parsed template: plain JSON, deeply frozen, ready to be stored and rendered any number of times. */
export interface Template {
  readonly nodes: readonly TemplateNode[];
}

export type TemplateNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'output'; readonly value: Expr; readonly raw: boolean }
  | { readonly kind: 'if'; readonly arms: readonly Arm[]; readonly otherwise: readonly TemplateNode[] }
  | LoopNode
  | {
      readonly kind: 'with';
      readonly of: Expr;
      readonly body: readonly TemplateNode[];
      readonly otherwise: readonly TemplateNode[];
    };

export interface LoopNode {
  readonly kind: 'each';
  readonly of: Expr;
  readonly body: readonly TemplateNode[];
  readonly otherwise: readonly TemplateNode[];
}

/** One `{{#if}}`, `{{#unless}}`, `{{else if}}` or `{{else unless}}`. */
export interface Arm {
  readonly when: Expr;
  readonly negate: boolean;
  readonly body: readonly TemplateNode[];
}

export interface PathExpr {
  readonly kind: 'path';
  readonly root: boolean;
  /** Contexts to go up: one for each `../`. */
  readonly up: number;
  readonly parts: readonly string[];
  /** As the author wrote it. */
  readonly text: string;
}

export const loopNames = ['index', 'key', 'first', 'last'] as const;
export type LoopName = (typeof loopNames)[number];

export type Expr =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | PathExpr
  | { readonly kind: 'loop'; readonly name: LoopName }
  | { readonly kind: 'call'; readonly helper: string; readonly args: readonly Expr[] };
