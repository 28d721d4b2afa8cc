import type { Action } from '../../src/contracts/action.ts';
import type { NewCampaign } from '../../src/contracts/campaign.ts';
import type { Sequence, Step } from '../../src/contracts/step.ts';
import { settingsOf, stepOf } from '../file/check.ts';
import { type Finding, finding, type Path } from '../file/fault.ts';
import type { CampaignFile } from '../file/schema.ts';
import type { Directory } from './directory.ts';
import { findNamed, type Named } from './names.ts';

/** A campaign as it should be on the server. */
export interface Desired {
  /** With a segment that is still to be created, `segmentId` is null. */
  readonly settings: NewCampaign;
  readonly sequence: Sequence;
  /** What is missing on the server and will be made. */
  readonly newSegment: string | null;
  readonly newSender: { readonly email: string; readonly name: string } | null;
  readonly findings: readonly Finding[];
}

type Look = (things: readonly Named[], what: string, name: string, path: Path) => string;

/** Looks names up; those that mean nothing, or more than one thing, are told of and stay as they are. */
function looker(findings: Finding[]): Look {
  return (things, what, name, path) => {
    const found = findNamed(things, name);
    if ('id' in found) return found.id;
    const message =
      'missing' in found
        ? `There is no ${what} "${name}".`
        : `There are ${found.ambiguous.length} of the name "${name}": give the id, one of ${found.ambiguous.join(', ')}.`;
    findings.push(finding(path, 'missing' in found ? `unknown_${what}` : 'ambiguous_name', message));
    return name;
  };
}

function actionWithIds(action: Action, path: Path, directory: Directory, look: Look): Action {
  if (action.type === 'start_campaign') {
    const { campaignId } = action;
    return { ...action, campaignId: look(directory.campaigns, 'campaign', campaignId, [...path, 'campaignId']) };
  }
  if (action.type !== 'move_to_list') return action;
  const { list, from } = action;
  return {
    ...action,
    list: look(directory.segments, 'segment', list, [...path, 'list']),
    ...(from === undefined ? {} : { from: look(directory.segments, 'segment', from, [...path, 'from']) }),
  };
}

function stepsWithIds(file: CampaignFile, directory: Directory, look: Look): Step[] {
  return file.steps.map((written, i) => {
    const step = stepOf(written, (name) => look(directory.templates, 'template', name, ['steps', i, 'template']));
    if (step.kind !== 'action' || !step.action) return step;
    return { ...step, action: actionWithIds(step.action, ['steps', i, 'action'], directory, look) };
  });
}

const looksLikeId = (text: string): boolean => /^seg_[0-9a-z]{26}$/.test(text);

/** A file with ids in place of its names. A segment or sender that is named and does not exist yet will be created. */
export function resolveFile(file: CampaignFile, directory: Directory): Desired {
  const findings: Finding[] = [];
  const look = looker(findings);
  const isNew =
    file.segment !== undefined &&
    !looksLikeId(file.segment) &&
    'missing' in findNamed(directory.segments, file.segment);
  const segmentId =
    file.segment === undefined || isNew ? null : look(directory.segments, 'segment', file.segment, ['segment']);
  const { sender } = file;
  const steps = stepsWithIds(file, directory, look);
  return {
    settings: { ...settingsOf(file), segmentId },
    sequence: { ...(file.entry === undefined ? {} : { entry: file.entry }), steps },
    newSegment: isNew ? (file.segment ?? null) : null,
    newSender:
      sender && !directory.senders.has(sender.email)
        ? { email: sender.email, name: sender.name ?? sender.email }
        : null,
    findings,
  };
}
