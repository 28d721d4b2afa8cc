import { sourceLimits } from './limits.ts';
import type { Tag } from './tags.ts';

/** A fault at an offset of the source. */
export interface Found {
  readonly at: number;
  readonly code: string;
  readonly message: string;
}

interface OpenBlock {
  readonly tag: Tag;
  hasElse: boolean;
  chain: number;
}

function cutOffFault(source: string, tag: Tag): Found {
  const { tagLength } = sourceLimits;
  if (tag.kind === 'comment')
    return {
      at: tag.start,
      code: 'unclosed_comment',
      message: 'The comment has no end. Write {{! … }} or {{!-- … --}}.',
    };
  if (source.length - tag.start > tagLength && source.indexOf('}}', tag.start) >= 0) {
    return {
      at: tag.start,
      code: 'tag_too_long',
      message: `The tag is longer than ${tagLength} characters, or a quotation mark in it is not closed.`,
    };
  }
  return {
    at: tag.start,
    code: 'unclosed_tag',
    message: 'The tag that begins here has no end. Close it with }}, and close every quotation mark in it.',
  };
}

/** Depth of the syntax tree: an `{{else if}}` lies within the arm before it. */
const depthOf = (stack: readonly OpenBlock[]): number => stack.reduce((depth, block) => depth + 1 + block.chain, 0);

function onElse(tag: Tag, stack: readonly OpenBlock[]): Found | undefined {
  const block = stack.at(-1);
  if (!block) {
    return {
      at: tag.start,
      code: 'else_outside_block',
      message: '{{else}} stands outside of a block. Put it between {{#if …}} and {{/if}}.',
    };
  }
  if (block.hasElse) {
    return {
      at: tag.start,
      code: 'else_twice',
      message: `{{#${block.tag.name}}} already has its {{else}}. Remove one of them.`,
    };
  }
  if (tag.kind === 'else') block.hasElse = true;
  else block.chain++;
  if (block.chain > sourceLimits.chain) {
    return {
      at: tag.start,
      code: 'chain_too_long',
      message: `The block has more than ${sourceLimits.chain} {{else if}} arms. Split it up.`,
    };
  }
  return depthOf(stack) > sourceLimits.depth
    ? {
        at: tag.start,
        code: 'nested_too_deep',
        message: 'Too many {{else if}} arms stand within each other. Simplify the template.',
      }
    : undefined;
}

/** Parentheses of a tag that are open at once, those in quotation marks aside. */
function callDepth(text: string): number {
  let open = 0;
  let most = 0;
  for (const char of text.replace(/"[^"]*"|'[^']*'/g, '')) {
    if (char === '(') most = Math.max(most, ++open);
    else if (char === ')') open--;
  }
  return most;
}

function onClose(tag: Tag, stack: OpenBlock[]): Found | undefined {
  const block = stack.pop();
  if (!block)
    return {
      at: tag.start,
      code: 'unexpected_close',
      message: `{{/${tag.name}}} closes a block that was never opened. Remove it, or open it with {{#${tag.name} …}}.`,
    };
  return block.tag.name === tag.name
    ? undefined
    : {
        at: tag.start,
        code: 'mismatched_close',
        message: `{{/${tag.name}}} stands where {{/${block.tag.name}}} is due. Close blocks in the reverse order of opening.`,
      };
}

function onOpen(tag: Tag, stack: OpenBlock[]): Found | undefined {
  stack.push({ tag, hasElse: false, chain: 0 });
  return stack.length > sourceLimits.nesting
    ? {
        at: tag.start,
        code: 'nested_too_deep',
        message: `Blocks nest more than ${sourceLimits.nesting} deep. Simplify the template.`,
      }
    : undefined;
}

function onTag(source: string, tag: Tag, stack: OpenBlock[]): Found | undefined {
  if (tag.end === undefined) return cutOffFault(source, tag);
  if (tag.kind !== 'comment' && callDepth(source.slice(tag.start, tag.end)) > sourceLimits.callDepth) {
    return {
      at: tag.start,
      code: 'calls_too_deep',
      message: `Helpers nest more than ${sourceLimits.callDepth} deep. Simplify the expression.`,
    };
  }
  switch (tag.kind) {
    case 'raw':
      return {
        at: tag.start,
        code: 'raw_block',
        message: 'Four braces ({{{{) are not supported. Write \\{{ for braces that shall appear in the mail.',
      };
    case 'open':
    case 'inverse':
      return onOpen(tag, stack);
    case 'close':
      return onClose(tag, stack);
    case 'else':
    case 'chain':
      return onElse(tag, stack);
    default:
      return undefined;
  }
}

/** Faults behind which a balance of blocks means nothing. */
const ending: ReadonlySet<string> = new Set(['mismatched_close', 'nested_too_deep', 'raw_block']);

/** Tags without an end, blocks that do not match, and what nests too deep. */
export function blockFaults(source: string, tags: readonly Tag[]): readonly Found[] {
  const stack: OpenBlock[] = [];
  const found: Found[] = [];
  for (const tag of tags) {
    const fault = onTag(source, tag, stack);
    if (fault) found.push(fault);
    if (fault && ending.has(fault.code)) return found;
  }
  const cutOff = tags.at(-1)?.end === undefined && tags.length > 0;
  if (cutOff) return found;
  return [
    ...found,
    ...stack.map(({ tag }) => ({
      at: tag.start,
      code: 'unclosed_block',
      message: `{{#${tag.name}}} is never closed. Add {{/${tag.name}}} where it ends.`,
    })),
  ];
}
