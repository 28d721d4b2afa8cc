/** A piece of a CSV file with the header on top. */
export interface CsvPiece {
  readonly text: string;
  /** Lines of the file above the first record of the piece, its header aside: what the numbers of its rows lack. */
  readonly linesBefore: number;
}

/** Where records end: at line breaks outside quotes. A doubled quote inside quotes turns off and on again. */
function* recordsOf(text: string): Generator<string> {
  let begin = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '"') quoted = !quoted;
    else if (char === '\n' && !quoted) {
      yield text.slice(begin, i + 1);
      begin = i + 1;
    }
  }
  if (begin < text.length) yield text.slice(begin);
}

const linesIn = (text: string): number => text.split('\n').length - 1;

/** A CSV file in pieces of at most so many records and characters, each with the header of the file. */
export function* splitCsv(text: string, maxRecords: number, maxChars: number): Generator<CsvPiece> {
  const [header = '', ...records] = recordsOf(text);
  const head = header.endsWith('\n') ? header : `${header}\n`;
  let [body, count, linesBefore] = ['', 0, 0];
  for (const record of records) {
    if (count === maxRecords || (count > 0 && head.length + body.length + record.length > maxChars)) {
      yield { text: head + body, linesBefore };
      linesBefore += linesIn(body);
      [body, count] = ['', 0];
    }
    body += record;
    count++;
  }
  yield { text: head + body, linesBefore };
}
