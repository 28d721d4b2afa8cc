import type { Action, ContactAction } from '../../contracts/action.ts';
import type { Contact } from '../../contracts/contact.ts';
import { Contact as ContactSchema, settableFields } from '../../contracts/contact.ts';
import { assertNever } from '../assert-never.ts';
import { withinScores } from '../contact/lead-score.ts';

type Value = string | number | boolean | null;

const isSettable = (field: string): boolean =>
  settableFields.some((name) => name === field) || /^custom\.[A-Za-z][A-Za-z0-9_]{0,49}$/.test(field);

function patchOf(set: Readonly<Record<string, Value>>): {
  fields: Record<string, Value>;
  custom: Record<string, Value>;
} {
  const fields: Record<string, Value> = {};
  const custom: Record<string, Value> = {};
  for (const [field, value] of Object.entries(set)) {
    if (field.startsWith('custom.')) custom[field.slice('custom.'.length)] = value;
    else fields[field] = value;
  }
  return { fields, custom };
}

/** Faults of an `update_contact` action: a field that cannot be set, or a value the field does not take. */
export function actionFaults(action: Action): readonly { readonly field: string; readonly message: string }[] {
  if (action.type !== 'update_contact') return [];
  const unknown = Object.keys(action.set).filter((field) => !isSettable(field));
  if (unknown.length > 0) {
    return unknown.map((field) => ({
      field,
      message: `"${field}" cannot be set. Use one of ${settableFields.join(', ')}, or custom.<name>.`,
    }));
  }
  const parsed = ContactSchema.partial().safeParse(patchOf(action.set).fields);
  return parsed.success
    ? []
    : parsed.error.issues.map((issue) => ({ field: issue.path.join('.'), message: issue.message }));
}

const movedLists = (
  lists: readonly string[],
  { list, from }: { list: string; from?: string | undefined },
): string[] => [...new Set([...lists.filter((id) => id !== from), list])];

/** The contact after an action. */
export function applyAction(contact: Contact, action: ContactAction): Contact {
  switch (action.type) {
    case 'update_contact': {
      const { fields, custom } = patchOf(action.set);
      return ContactSchema.parse({ ...contact, ...fields, custom: { ...contact.custom, ...custom } });
    }
    case 'add_tag':
      return contact.tags.includes(action.tag) ? contact : { ...contact, tags: [...contact.tags, action.tag] };
    case 'remove_tag':
      return { ...contact, tags: contact.tags.filter((tag) => tag !== action.tag) };
    case 'move_to_list':
      return { ...contact, segments: movedLists(contact.segments, action) };
    case 'adjust_score':
      return { ...contact, leadScore: withinScores(contact.leadScore + action.by) };
    default:
      return assertNever(action);
  }
}

export function describeAction(action: Action): string {
  switch (action.type) {
    case 'update_contact':
      return `Set ${Object.keys(action.set).join(', ')}.`;
    case 'add_tag':
      return `Added the tag "${action.tag}".`;
    case 'remove_tag':
      return `Removed the tag "${action.tag}".`;
    case 'adjust_score':
      return `Changed the lead score by ${action.by}.`;
    case 'move_to_list':
      return action.from
        ? `Moved from the list ${action.from} to ${action.list}.`
        : `Moved to the list ${action.list}.`;
    case 'webhook':
      return `Calls ${new URL(action.url).host}.`;
    case 'notify':
      return `Notifies ${action.to.length === 1 ? 'one person' : `${action.to.length} people`} of the team.`;
    case 'start_campaign':
      return `Starts the campaign ${action.campaignId}.`;
    default:
      return assertNever(action);
  }
}
