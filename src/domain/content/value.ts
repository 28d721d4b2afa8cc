/** Template data: JSON whose objects have no prototype. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Handlebars' notion: null, false, '', NaN and [] are empty; 0 and {} are not. */
export const isEmpty = (value: Json): boolean =>
  (!value && value !== 0) || (Array.isArray(value) && value.length === 0);

/** What `{{#if}}` takes as true. */
export const isTruthy = (value: Json): boolean => Boolean(value) && !isEmpty(value);

export const isAbsent = (value: Json): boolean => value === null || value === '';

/** Text of a value as Handlebars prints it, but an object prints nothing instead of `[object Object]`. */
export function toText(value: Json): string {
  if (typeof value === 'string') return value;
  if (value === null) return '';
  if (Array.isArray(value)) return value.map(toText).join(',');
  return isObject(value) ? '' : String(value);
}

/** A finite number, also written as text (`"42"`); undefined for anything else. */
export function toNumber(value: Json): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || !/^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value)) return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** An own member of a value; null when there is none. */
export function member(value: Json, name: string): Json {
  if (typeof value === 'string')
    return Object.hasOwn(Object(value), name)
      ? name === 'length'
        ? value.length
        : (value[Number(name)] ?? null)
      : null;
  if (Array.isArray(value)) return name === 'length' ? value.length : (value[indexIn(name)] ?? null);
  return isObject(value) ? (value[name] ?? null) : null;
}

const indexIn = (name: string): number => (/^(0|[1-9]\d{0,8})$/.test(name) ? Number(name) : -1);
