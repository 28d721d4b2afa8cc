import * as z from 'zod';
import { isRecord, type Path } from './fault.ts';

type Schema = z.core.$ZodType;

/** The schema below what only wraps it. */
function unwrapped(schema: Schema): Schema {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodLazy
  )
    return unwrapped(schema.unwrap());
  return schema instanceof z.ZodPipe ? unwrapped(schema.in) : schema;
}

/** Whether a value may be meant for an option of a union: where both name their kind, it must be the same. */
function mayBe(option: Schema, value: unknown): boolean {
  if (!(option instanceof z.ZodObject) || !isRecord(value)) return true;
  return Object.entries(option.shape).every(
    ([key, field]) =>
      !(field instanceof z.ZodLiteral) || value[key] === undefined || field.safeParse(value[key]).success,
  );
}

const optionsOf = (schema: Schema, value: unknown): readonly Schema[] =>
  schema instanceof z.ZodUnion
    ? schema.options.map(unwrapped).flatMap((option) => (mayBe(option, value) ? optionsOf(option, value) : []))
    : [schema];

function below(schema: Schema, key: string | number): Schema | undefined {
  if (schema instanceof z.ZodArray) return schema.element;
  if (schema instanceof z.ZodRecord) return schema.valueType;
  return schema instanceof z.ZodObject ? schema.shape[key] : undefined;
}

const at = (value: unknown, key: string | number): unknown =>
  Array.isArray(value) ? value[Number(key)] : isRecord(value) ? value[key] : undefined;

/** The names an object may have at a path of some data. */
export function keysAt(schema: Schema, path: Path, value: unknown): readonly string[] {
  const options = optionsOf(unwrapped(schema), value);
  const [head, ...rest] = path;
  if (head === undefined)
    return options.flatMap((option) => (option instanceof z.ZodObject ? Object.keys(option.shape) : []));
  return options.flatMap((option) => {
    const inner = below(option, head);
    return inner ? keysAt(inner, rest, at(value, head)) : [];
  });
}
