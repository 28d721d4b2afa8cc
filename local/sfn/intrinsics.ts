import { AslError } from './asl-error.ts';
import { intrinsicFunctions } from './intrinsic-functions.ts';
import { resolve, type Scope } from './scope.ts';

const TOKEN =
  /\s*(?:(?<fn>States\.\w+)\s*\(|(?<text>'(?:[^'\\]|\\.)*')|(?<path>\$[^,()\s]*)|(?<num>-?\d+(?:\.\d+)?)|(?<word>true|false|null)|(?<mark>[,)]))/y;
const WORDS: Readonly<Record<string, unknown>> = { true: true, false: false, null: null };

const intrinsicFailure = (cause: string): AslError => new AslError('States.IntrinsicFailure', cause);

/** Evaluates the value of a `….$` field: a path or a call such as `States.Format('{}', $.name)`. */
export function evaluate(expression: string, scope: Scope): unknown {
  if (expression.startsWith('$')) return resolve(expression, scope);
  const reader = new Reader(expression, scope);
  const value = reader.value();
  reader.end();
  return value;
}

class Reader {
  readonly #text: string;
  readonly #scope: Scope;
  #at = 0;

  constructor(text: string, scope: Scope) {
    this.#text = text;
    this.#scope = scope;
  }

  value(): unknown {
    const { fn, text, path, num, word } = this.#next();
    if (fn !== undefined) return this.#call(fn);
    if (text !== undefined) return unquote(text);
    if (path !== undefined) return resolve(path, this.#scope);
    if (num !== undefined) return Number(num);
    if (word !== undefined) return WORDS[word];
    throw this.#broken();
  }

  end(): void {
    if (this.#text.slice(this.#at).trim() !== '') throw this.#broken();
  }

  #call(name: string): unknown {
    const args = this.#args();
    const run = Object.hasOwn(intrinsicFunctions, name) ? intrinsicFunctions[name] : undefined;
    if (!run) throw intrinsicFailure(`${name} is not a known intrinsic function`);
    try {
      return run(...args);
    } catch (cause) {
      throw intrinsicFailure(`${name} failed: ${cause instanceof Error ? cause.message : String(cause)}`);
    }
  }

  #args(): unknown[] {
    const args: unknown[] = [];
    if (/^\s*\)/.test(this.#text.slice(this.#at))) {
      this.#next();
      return args;
    }
    for (;;) {
      args.push(this.value());
      const { mark } = this.#next();
      if (mark === ')') return args;
      if (mark !== ',') throw this.#broken();
    }
  }

  #next(): Record<string, string | undefined> {
    TOKEN.lastIndex = this.#at;
    const groups = TOKEN.exec(this.#text)?.groups;
    if (!groups) throw this.#broken();
    this.#at = TOKEN.lastIndex;
    return groups;
  }

  #broken(): AslError {
    return intrinsicFailure(`'${this.#text}' is not a valid expression at character ${this.#at + 1}`);
  }
}

const unquote = (text: string): string => text.slice(1, -1).replace(/\\(.)/g, '$1');
