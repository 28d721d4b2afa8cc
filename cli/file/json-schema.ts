import * as z from 'zod';
import { WholeFile } from './read-campaign.ts';

type Schema = z.core.JSONSchema.JSONSchema;

const duration: Schema = {
  type: 'string',
  pattern: '^\\s*[0-9]{1,6}\\s*([Mm]inute|[Hh]our|[Dd]ay|[Ww]eek)s?\\s*$',
  description: 'For example 2 days.',
};
const rule: Schema = {
  type: 'string',
  description: 'A rule as text (docs/rules.md), for example contact.company_size > 100.',
};

/** In a file these may be written as text too, but not inside a rule that is written as JSON. */
const texts: Readonly<Record<string, Schema>> = { Duration: duration, Rule: rule };
const parts = ['Rule', 'EngagementFact', 'ContactFact', 'EventFact', 'TriggerFact'];

const plainRefs = (definition: unknown): Schema =>
  JSON.parse(JSON.stringify(definition).replaceAll(/(#\/\$defs\/(?:Duration|Rule))"/g, '$1Object"'));

function definitionsOf(schema: z.core.JSONSchema.BaseSchema): Record<string, Schema> {
  const definitions: Record<string, Schema> = {};
  for (const [name, definition] of Object.entries(schema.$defs ?? {})) {
    const own = parts.includes(name) ? plainRefs(definition) : definition;
    const text = texts[name];
    definitions[name] = text ? { anyOf: [text, { $ref: `#/$defs/${name}Object` }] } : own;
    if (text) definitions[`${name}Object`] = own;
  }
  return definitions;
}

/** The JSON Schema of campaign files, for the completion of editors. Nothing in it is declared twice: it is read from the contracts. */
export function campaignJsonSchema(): object {
  const schema = z.toJSONSchema(WholeFile, { io: 'input', unrepresentable: 'any' });
  return {
    ...schema,
    title: 'A campaign of PenguinMails',
    $defs: definitionsOf(schema),
  };
}
