import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actionGlob, glob } from '../../../local/iam/glob.ts';

/** Wildcard matching as a definition, one character at a time. */
function reference(pattern: string, text: string): boolean {
  const [head, ...rest] = [...pattern];
  const others = rest.join('');
  if (head === undefined) return text === '';
  if (head === '*') return reference(others, text) || (text !== '' && reference(pattern, text.slice(1)));
  return text !== '' && (head === '?' || head === text[0]) && reference(others, text.slice(1));
}

const small = (alphabet: string) =>
  fc.array(fc.constantFrom(...alphabet), { maxLength: 8 }).map((letters) => letters.join(''));

describe('a wildcard pattern', () => {
  it('matches what its definition says', () => {
    fc.assert(
      fc.property(small('ab*?.+'), small('ab.+\n'), (pattern, text) => {
        expect(glob(pattern)(text)).toBe(reference(pattern, text));
      }),
      { numRuns: 2_000 },
    );
  });

  it('matches itself when it has no wildcards, whatever characters it has', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/[*?]/.test(text));
        expect(glob(text)(text)).toBe(true);
        expect(glob(text)(`${text}x`)).toBe(false);
      }),
    );
  });

  it('tells upper from lower case in resources and not in actions', () => {
    expect(glob('arn:aws:s3:::Bucket')('arn:aws:s3:::bucket')).toBe(false);
    expect(actionGlob('DynamoDB:get*')('dynamodb:GetItem')).toBe(true);
  });

  it('crosses the parts of an ARN', () => {
    expect(glob('arn:aws:sqs:*')('arn:aws:sqs:us-east-1:000000000000:jobs')).toBe(true);
    expect(glob('arn:aws:lambda:*:function:a')('arn:aws:lambda:us-east-1:1:function:b')).toBe(false);
  });
});
