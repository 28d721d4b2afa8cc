import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

interface LogLine {
  readonly functionName: string;
  readonly line: string;
}

const RING_SIZE = 5_000;

/** What functions print: the last lines in memory, all of them in `<directory>/<function>.log`. */
export class FunctionLogs {
  readonly #directory: string;
  readonly #ring: LogLine[] = [];
  readonly #files = new Map<string, WriteStream>();
  #closed = false;

  constructor(directory: string) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true });
  }

  /** The last lines of one function or of all, oldest first. */
  lines(functionName?: string): string[] {
    const wanted = this.#ring.filter((entry) => functionName === undefined || entry.functionName === functionName);
    return wanted.map(({ line }) => line);
  }

  write(functionName: string, line: string): void {
    this.#ring.push({ functionName, line });
    if (this.#ring.length > RING_SIZE) this.#ring.splice(0, RING_SIZE / 10);
    if (!this.#closed) this.#file(functionName).write(`${line}\n`);
  }

  /** Follows an output stream of a worker, line by line. */
  follow(functionName: string, output: Readable, printed: (line: string) => void = () => {}): void {
    let rest = '';
    output.setEncoding('utf8');
    output.on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        this.write(functionName, line);
        printed(line);
      }
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    const closed = [...this.#files.values()].map((file) => new Promise<void>((done) => file.end(done)));
    await Promise.all(closed);
  }

  #file(functionName: string): WriteStream {
    const open = this.#files.get(functionName);
    if (open) return open;
    const file = createWriteStream(join(this.#directory, `${functionName}.log`), { flags: 'a' });
    this.#files.set(functionName, file);
    return file;
  }
}
