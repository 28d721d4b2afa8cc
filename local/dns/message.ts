/** The part of RFC 1035 that a stub resolver needs: one question, and answers of three types. */
export const recordTypes = { CNAME: 5, MX: 15, TXT: 16 } as const;
export type RecordType = keyof typeof recordTypes;

export interface Question {
  readonly id: number;
  readonly name: string;
  readonly type: RecordType | undefined;
  /** As it was asked, to be repeated in the answer. */
  readonly raw: Buffer;
}

const headerBytes = 12;
/** A pointer to the name of the question. */
const sameName = 0xc00c;
const response = { found: 0x8180, noSuchName: 0x8183 } as const;

/** Throws for what is no question. */
export function readQuestion(message: Buffer): Question {
  const labels: string[] = [];
  let at = headerBytes;
  for (let length = message.readUInt8(at); length > 0; length = message.readUInt8(at)) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  const code = message.readUInt16BE(at + 1);
  const [type] = Object.entries(recordTypes).find(([, value]) => value === code) ?? [];
  return {
    id: message.readUInt16BE(0),
    name: labels.join('.').toLowerCase(),
    type: type === 'CNAME' || type === 'MX' || type === 'TXT' ? type : undefined,
    raw: message.subarray(headerBytes, at + 5),
  };
}

const nameBytes = (name: string): Buffer =>
  Buffer.concat([
    ...name.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label, 'latin1')])),
    Buffer.from([0]),
  ]);

function textBytes(text: string): Buffer {
  const bytes = Buffer.from(text);
  const chunks = Array.from({ length: Math.max(1, Math.ceil(bytes.length / 255)) }, (_, n) =>
    bytes.subarray(n * 255, (n + 1) * 255),
  );
  return Buffer.concat(chunks.flatMap((chunk) => [Buffer.from([chunk.length]), chunk]));
}

function mxBytes(value: string): Buffer {
  const [priority = '10', exchange = ''] = value.split(' ');
  const preference = Buffer.alloc(2);
  preference.writeUInt16BE(Number(priority));
  return Buffer.concat([preference, nameBytes(exchange)]);
}

const encoders: { readonly [T in RecordType]: (value: string) => Buffer } = {
  CNAME: nameBytes,
  MX: mxBytes,
  TXT: textBytes,
};

function answerBytes(type: RecordType, value: string): Buffer {
  const data = encoders[type](value);
  const head = Buffer.alloc(headerBytes);
  head.writeUInt16BE(sameName, 0);
  head.writeUInt16BE(recordTypes[type], 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(60, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

/** The answer to a question: these values, or that there is no such name. */
export function writeAnswer({ id, type, raw }: Question, values: readonly string[]): Buffer {
  const answers = type ? values.map((value) => answerBytes(type, value)) : [];
  const head = Buffer.alloc(headerBytes);
  head.writeUInt16BE(id, 0);
  head.writeUInt16BE(answers.length > 0 ? response.found : response.noSuchName, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(answers.length, 6);
  return Buffer.concat([head, raw, ...answers]);
}
