import type { ContactEvent } from '../../contracts/event.ts';
import { type CampaignGoal, noCurrency } from '../../contracts/goal.ts';
import { type Mills, millsOf } from '../analytics/mills.ts';
import { compileProperty, propertyReader } from '../rules/property.ts';

type Happened = Pick<ContactEvent, 'name' | 'at' | 'properties'>;

/** Whether an event is what the campaign is for. */
export const isGoal = ({ event, where = [] }: CampaignGoal, { name, at, properties }: Happened): boolean =>
  name === event && where.every((test) => compileProperty(test)(properties, at));

/** Shops send amounts as numbers and as text; more than this is a mistake, and would spoil every sum. */
const decimal = /^\d{1,12}(?:\.\d+)?$/;
const most = 1e9;

function amountOf(value: unknown): number | undefined {
  const amount = typeof value === 'string' && decimal.test(value) ? Number(value) : value;
  return typeof amount === 'number' && amount > 0 && amount <= most ? amount : undefined;
}

/** The property `currency` beside the amount, or at the top. */
function currencyOf(path: string, properties: ContactEvent['properties']): string {
  const beside = path.replace(/[^.]*$/, 'currency');
  const found = [beside, 'currency'].map((name) => propertyReader(name)(properties)).find((one) => one !== undefined);
  return typeof found === 'string' && /^[a-z]{3}$/i.test(found) ? found.toUpperCase() : noCurrency;
}

/** What a goal event is worth; nothing where it names no amount above zero. */
export function worthOf({ valueProperty }: CampaignGoal, { properties }: Happened): Mills {
  if (valueProperty === undefined) return {};
  const amount = amountOf(propertyReader(valueProperty)(properties));
  return amount === undefined ? {} : { [currencyOf(valueProperty, properties)]: millsOf(amount) };
}
