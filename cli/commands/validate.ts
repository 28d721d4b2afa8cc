import { readCampaign } from '../file/read-campaign.ts';
import { exitCodes } from '../io.ts';
import { many } from '../text/many.ts';
import { type Context, printJson, readText, say, tellFaults } from './context.ts';

/** Checks files without a server: syntax, schema, rules, structure and content. */
export function validate(context: Context, paths: readonly string[]): number {
  const readings = paths.map((path) => ({ path, reading: readCampaign(readText(path)) }));
  for (const { path, reading } of readings) {
    tellFaults(context, path, reading);
    for (const { line, path: at, sentence } of reading.rules)
      say(context, context.paint('dim', `rule ${path}:${line} ${at}: ${sentence}`));
    if (reading.file && !context.json)
      context.io.out(`${context.paint('green', 'valid')} ${path}: ${many(reading.file.steps.length, 'step')}\n`);
  }
  if (context.json)
    printJson(
      context,
      readings.map(({ path, reading: { file, faults, notes, rules } }) => ({
        file: path,
        valid: file !== undefined,
        faults,
        notes,
        rules,
      })),
    );
  return readings.every(({ reading }) => reading.file) ? exitCodes.ok : exitCodes.faults;
}
