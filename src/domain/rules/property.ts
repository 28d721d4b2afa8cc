import type { PropertyTest } from '../../contracts/rule.ts';
import { compileComparison } from './comparison.ts';

export type Properties = Readonly<Record<string, unknown>>;

const own = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;

/**
 * Reads a property of an event by its path: `cart.total`, `items.0.sku`, `items.length`. A property whose own name has dots is found
 * first. Nothing inherited is ever read.
 */
export function propertyReader(path: string): (properties: Properties) => unknown {
  const parts = path.split('.');
  return (properties) => (Object.hasOwn(properties, path) ? properties[path] : parts.reduce<unknown>(own, properties));
}

/** Whether the properties of an event satisfy a test at `now`, ISO 8601. */
export function compileProperty({
  property,
  op,
  value,
}: PropertyTest): (properties: Properties, now: string) => boolean {
  const read = propertyReader(property);
  const test = compileComparison(op, value);
  return (properties, now) => test(read(properties), now);
}
