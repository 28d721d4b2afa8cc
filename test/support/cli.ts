import { run } from '../../cli/run.ts';

export interface CliAnswer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs one command as a shell would, and answers with what it wrote. */
export async function cli(args: readonly string[], env: Record<string, string> = {}): Promise<CliAnswer> {
  let [out, err] = ['', ''];
  const code = await run(args, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    color: false,
    env,
  });
  return { code, out, err };
}
