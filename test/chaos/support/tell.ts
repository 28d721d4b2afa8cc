/** Prints a figure of the run among the results. */
export const tell = (line: string): void => void process.stdout.write(`${line}\n`);
