import type { FactValue, Rule } from '../../contracts/rule.ts';
import { fieldTypeOf } from '../contact/fields.ts';
import { asNumber, compileComparison, type Operator } from './comparison.ts';

type Demand = { readonly op: Operator; readonly value: FactValue };

/** What an `all` asks of each field that has one value; a list may satisfy several demands at once. */
function demandsByField(rules: readonly Rule[]): ReadonlyMap<string, readonly Demand[]> {
  const demands = new Map<string, Demand[]>();
  for (const rule of rules) {
    if (!('contact' in rule) || rule.contact.value === undefined) continue;
    const { field, op, value } = rule.contact;
    if (fieldTypeOf(field) === 'list') continue;
    demands.set(field, [...(demands.get(field) ?? []), { op, value }]);
  }
  return demands;
}

const closed: ReadonlySet<Operator> = new Set(['eq', 'in']);
const below: ReadonlySet<Operator> = new Set(['lt', 'lte']);
const above: ReadonlySet<Operator> = new Set(['gt', 'gte']);
/** Operators that one value of a demand can be tried against without a clock. */
const timeless: ReadonlySet<Operator> = new Set([...closed, ...below, ...above, 'ne', 'contains', 'starts_with']);

/** Of the values a field may have by one demand, none satisfies the others. */
function noneOfTheValues(demands: readonly Demand[]): boolean {
  const list = demands.find(({ op }) => closed.has(op));
  if (!list) return false;
  const tests = demands.filter(({ op }) => timeless.has(op)).map(({ op, value }) => compileComparison(op, value));
  return ![list.value].flat().some((value) => tests.every((test) => test(value, '')));
}

function emptyRange(demands: readonly Demand[]): boolean {
  const bounds = (ops: ReadonlySet<Operator>) => demands.filter(({ op }) => ops.has(op));
  return bounds(above).some((low) =>
    bounds(below).some((high) => {
      const [least, most] = [asNumber(low.value), asNumber(high.value)];
      return least > most || (least === most && !(low.op === 'gte' && high.op === 'lte'));
    }),
  );
}

/** Fields of which an `all` asks what no value can satisfy: `country in ("GB") and country == "US"`, `companySize > 9 and companySize < 5`. */
export function contradictions(rules: readonly Rule[]): readonly string[] {
  return [...demandsByField(rules)]
    .filter(([, demands]) => demands.length > 1 && (noneOfTheValues(demands) || emptyRange(demands)))
    .map(([field]) => field);
}
