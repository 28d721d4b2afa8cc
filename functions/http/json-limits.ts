import type { Fault, ProblemStatus } from '../../src/contracts/problem.ts';

export const maxDepth = 32;
export const maxItems = 10_000;
export const maxKeys = 1000;

export interface JsonFault extends Fault {
  readonly status: ProblemStatus;
}

interface Frame {
  readonly keys: Set<string> | undefined;
  items: number;
  expectsKey: boolean;
}

const faults = {
  deep: () => ({ status: 400, code: 'too_deep', message: `Nest objects and arrays at most ${maxDepth} deep.` }),
  long: () => ({ status: 413, code: 'too_many_items', message: `Send at most ${maxItems} items in an array.` }),
  wide: () => ({ status: 413, code: 'too_many_keys', message: `Send at most ${maxKeys} fields in an object.` }),
  twice: (key: string) => ({
    status: 400,
    code: 'duplicate_key',
    message: `Send "${key.slice(0, 80)}" once: an object has it twice.`,
  }),
  reserved: () => ({ status: 400, code: 'reserved_key', message: 'Remove "__proto__": no field has this name.' }),
} as const satisfies Record<string, (key: string) => Omit<JsonFault, 'path'>>;
type Found = Omit<JsonFault, 'path'> | undefined;

function unescaped(raw: string): string {
  if (!raw.includes('\\')) return raw;
  try {
    return String(JSON.parse(`"${raw}"`));
  } catch {
    return raw;
  }
}

function keyFault(frame: Frame | undefined, raw: string): Found {
  if (!frame?.keys || !frame.expectsKey) return undefined;
  frame.expectsKey = false;
  const key = unescaped(raw);
  if (key === '__proto__') return faults.reserved();
  if (frame.keys.has(key)) return faults.twice(key);
  frame.keys.add(key);
  return frame.keys.size > maxKeys ? faults.wide() : undefined;
}

function commaFault(frame: Frame | undefined): Found {
  if (!frame) return undefined;
  frame.expectsKey = frame.keys !== undefined;
  frame.items += 1;
  return !frame.keys && frame.items >= maxItems ? faults.long() : undefined;
}

function open(stack: Frame[], isObject: boolean): Found {
  stack.push({ keys: isObject ? new Set() : undefined, items: 0, expectsKey: isObject });
  return stack.length > maxDepth ? faults.deep() : undefined;
}

/** Index of the quote that ends the string which begins at `from`; the length of the text when none does. */
function endOfString(text: string, from: number): number {
  let i = from + 1;
  while (i < text.length && text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
  return i;
}

/** The first fault of the text as `JSON.parse` would not see it; one pass, no recursion. Syntax is left to the parser. */
export function jsonFault(text: string): JsonFault | undefined {
  const stack: Frame[] = [];
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    let found: Found;
    if (character === '"') {
      const end = endOfString(text, i);
      found = keyFault(stack.at(-1), text.slice(i + 1, end));
      i = end;
    } else if (character === '{' || character === '[') found = open(stack, character === '{');
    else if (character === '}' || character === ']') stack.pop();
    else if (character === ',') found = commaFault(stack.at(-1));
    if (found) return { path: 'body', ...found };
  }
  return undefined;
}
