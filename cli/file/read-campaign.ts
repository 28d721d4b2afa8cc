import * as z from 'zod';
import type { Translated } from './blocks/block.ts';
import { isBlock, SpecBlocks, translateBlocks } from './blocks/blocks.ts';
import { checkFile, rulesOf } from './check.ts';
import { type FileFault, type Finding, faultText, finding, isRecord, type Origin } from './fault.ts';
import { mergeSettings } from './merge.ts';
import { CampaignFile } from './schema.ts';
import { schemaFindings } from './schema-faults.ts';
import { expandShorthands } from './shorthand.ts';
import { readYaml, type YamlSource } from './yaml-source.ts';

/** What a file says, and everything that is wrong with it. */
export interface Reading {
  /** Absent where something keeps it from being a campaign. */
  readonly file: CampaignFile | undefined;
  readonly faults: readonly FileFault[];
  readonly notes: readonly FileFault[];
  /** Where settings come from that the file says in another way. */
  readonly origins: readonly Origin[];
  readonly rules: readonly { readonly line: number; readonly path: string; readonly sentence: string }[];
}

/** Both forms in one: the names that may stand at the top of a file. */
export const WholeFile = z.strictObject({ ...CampaignFile.shape, ...SpecBlocks.shape });

interface Sources {
  readonly native: Record<string, unknown>;
  readonly blocks: readonly Translated[];
  readonly findings: readonly Finding[];
}

const twoSequences = finding(['steps'], 'given_twice', 'Give `steps`, or `sequence`, or `sequence_step`: one of them.');

function readBlocks(top: Record<string, unknown>): Sources {
  const entries = Object.entries(top);
  const native = Object.fromEntries(entries.filter(([key]) => !isBlock(key)));
  const written = Object.fromEntries(entries.filter(([key]) => isBlock(key)));
  const given = ['steps', 'sequence', 'sequence_step'].filter((key) => top[key] !== undefined);
  const twice = given.length > 1 ? [twoSequences] : [];
  const parsed = SpecBlocks.safeParse(written);
  if (!parsed.success)
    return { native, blocks: [], findings: [...twice, ...schemaFindings(SpecBlocks, parsed.error, written)] };
  const hasCategory = typeof native['category'] === 'string';
  return { native, blocks: twice.length > 0 ? [] : translateBlocks(parsed.data, hasCategory), findings: twice };
}

interface Native {
  readonly file: CampaignFile | undefined;
  readonly findings: readonly Finding[];
}

/** A part that was not understood is left out, and what misses it is no other fault. */
function parseNative(value: unknown, before: readonly Finding[]): Native {
  const parsed = CampaignFile.safeParse(value);
  if (parsed.success) return { file: before.length === 0 ? parsed.data : undefined, findings: [] };
  const known = new Set(before.map(({ path }) => path.join('.')));
  const found = schemaFindings(WholeFile, parsed.error, value);
  return { file: undefined, findings: found.filter(({ path }) => !known.has(path.join('.'))) };
}

const inOrder = (faults: readonly FileFault[]): readonly FileFault[] =>
  faults.toSorted((a, b) => a.line - b.line || a.column - b.column);

function readParts(source: YamlSource, top: Record<string, unknown>): Reading {
  const { native, blocks, findings } = readBlocks(top);
  const origins: readonly Origin[] = blocks.flatMap((block) => block.origins);
  const merged = mergeSettings([native, ...blocks.map(({ set }) => set)]);
  const expanded = expandShorthands(merged.value);
  const before = [...findings, ...merged.findings, ...blocks.flatMap(({ faults }) => faults), ...expanded.findings];
  const { file, findings: found } = parseNative(expanded.value, before);
  const checked = file ? checkFile(file) : { faults: [], warnings: [] };
  const ofBlocks = blocks.flatMap(({ notes }) => notes);
  const place = (one: Finding): FileFault => source.place(one, origins);
  return {
    file: checked.faults.length === 0 ? file : undefined,
    faults: inOrder([...before, ...found, ...checked.faults].map(place)),
    notes: inOrder([...ofBlocks, ...checked.warnings].map(place)),
    origins,
    rules: (file ? rulesOf(file) : []).map(({ path, sentence }) => {
      const { line, path: at } = place(finding(path, 'rule', sentence));
      return { line, path: at, sentence };
    }),
  };
}

const refused = (faults: readonly FileFault[]): Reading => ({
  file: undefined,
  faults,
  notes: [],
  origins: [],
  rules: [],
});

/** Reads a campaign file: syntax, schema, rules, and the checks of the server that need nothing but the file. All faults at once. */
export function readCampaign(text: string): Reading {
  const source = readYaml(text);
  if (source.faults.length > 0) return refused(source.faults);
  if (isRecord(source.value)) return readParts(source, source.value);
  return refused([
    source.place(finding([], 'no_campaign', 'The file holds no campaign: write `name: …` and `steps: …`.')),
  ]);
}

/** Reads a campaign file; throws one line per fault, each with its place. */
export function readCampaignFile(text: string, name: string): CampaignFile {
  const { file, faults } = readCampaign(text);
  if (file) return file;
  throw new Error(faults.map((fault) => faultText(name, fault)).join('\n'));
}
