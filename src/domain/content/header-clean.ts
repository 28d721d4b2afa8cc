// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is looked for
const breaks = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;
const bidi = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const loneSurrogate = /\p{Cs}/gu;
/** The start of an RFC 2047 encoded word, which readers would decode. */
const encodedWord = /=\?(?=[^?\s]*\?[bq]\?)/gi;

/** One header line: runs of controls and line breaks become a blank, bidi controls vanish. */
export const oneLine = (text: string): string =>
  text.replace(breaks, ' ').replace(bidi, '').replace(loneSurrogate, '\ufffd').trim();

/** A rendered subject or name as one line in which a literal `=?…?q?` is broken up by an invisible joiner, so that no reader decodes it. */
export const cleanHeader = (text: string): string => oneLine(text).replace(encodedWord, '=\u2060?');
