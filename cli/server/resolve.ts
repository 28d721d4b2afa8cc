import type { Action } from '../../src/contracts/action.ts';
import type { NewCampaign } from '../../src/contracts/campaign.ts';
import type { Rule } from '../../src/contracts/rule.ts';
import type { Sequence, Step } from '../../src/contracts/step.ts';
import { withSegments } from '../../src/domain/rules/segments-in.ts';
import { settingsOf, stepOf } from '../file/check.ts';
import { type Finding, finding, type Path } from '../file/fault.ts';
import type { CampaignFile } from '../file/schema.ts';
import { type DesiredAudience, resolveAudience } from './audience.ts';
import type { Directory } from './directory.ts';
import { ambiguousName, findNamed, type Named } from './names.ts';

/** A campaign as it should be on the server. */
export interface Desired {
  /** With a segment that is still to be created, `segmentId` is null. */
  readonly settings: NewCampaign;
  readonly sequence: Sequence;
  /** What is missing on the server and will be made. */
  readonly newSegment: string | null;
  /** The dynamic segment the file describes; null where it only names one. */
  readonly audience: DesiredAudience | null;
  readonly newSenders: readonly { readonly email: string; readonly name: string }[];
  readonly findings: readonly Finding[];
}

type Look = (things: readonly Named[], what: string, name: string, path: Path) => string;

/** Looks names up; those that mean nothing, or more than one thing, are told of and stay as they are. */
function looker(findings: Finding[]): Look {
  return (things, what, name, path) => {
    const found = findNamed(things, name);
    if ('id' in found) return found.id;
    findings.push(
      'missing' in found
        ? finding(path, `unknown_${what}`, `There is no ${what} "${name}".`)
        : ambiguousName(path, name, found.ambiguous),
    );
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
    const step = stepOf(written, (name, at) => look(directory.templates, 'template', name, ['steps', i, ...at]));
    if (step.kind !== 'action' || !step.action) return step;
    return { ...step, action: actionWithIds(step.action, ['steps', i, 'action'], directory, look) };
  });
}

const looksLikeId = (text: string): boolean => /^seg_[0-9a-z]{26}$/.test(text);

/** A rule with its segments named by id, as the server keeps it. */
const ruleWithIds = (rule: Rule, path: Path, { segments }: Directory, look: Look): Rule =>
  withSegments(rule, (name) => look(segments, 'segment', name, path));

type RuledSettings = Pick<NewCampaign, 'trigger' | 'exclusions'>;

function rulesWithIds({ trigger, exclusions }: CampaignFile, directory: Directory, look: Look): RuledSettings {
  const withIds = (rule: Rule | null, path: Path): Rule | null => rule && ruleWithIds(rule, path, directory, look);
  return {
    trigger: trigger && { ...trigger, filter: withIds(trigger.filter, ['trigger', 'filter']) },
    exclusions: { ...exclusions, rule: withIds(exclusions.rule, ['exclusions', 'rule']) },
  };
}

interface Audience {
  readonly segmentId: string | null;
  readonly newSegment: string | null;
  readonly audience: DesiredAudience | null;
}

function audienceOf(file: CampaignFile, directory: Directory, look: Look, findings: Finding[]): Audience {
  const { segment, audience } = file;
  if (audience) {
    const rule = ruleWithIds(audience.rule, ['audience', 'rule'], directory, look);
    const resolved = resolveAudience(file, audience, rule, directory);
    findings.push(...resolved.findings);
    return { segmentId: resolved.audience.segmentId, newSegment: null, audience: resolved.audience };
  }
  if (segment === undefined) return { segmentId: null, newSegment: null, audience: null };
  const isNew = !looksLikeId(segment) && 'missing' in findNamed(directory.segments, segment);
  return isNew
    ? { segmentId: null, newSegment: segment, audience: null }
    : { segmentId: look(directory.segments, 'segment', segment, ['segment']), newSegment: null, audience: null };
}

function newSendersOf({ sender, senders = [] }: CampaignFile, directory: Directory): Desired['newSenders'] {
  const all = new Map([...senders, ...(sender ? [sender] : [])].map((one) => [one.email, one.name ?? one.email]));
  return [...all].flatMap(([email, name]) => (directory.senders.has(email) ? [] : [{ email, name }]));
}

/** A file with ids in place of its names. A segment or sender that is named and does not exist yet will be created. */
export function resolveFile(file: CampaignFile, directory: Directory): Desired {
  const findings: Finding[] = [];
  const look = looker(findings);
  const { segmentId, newSegment, audience } = audienceOf(file, directory, look, findings);
  const settings = settingsOf(file);
  // A sender that is still to be registered stands with its address.
  const senders = settings.senders.map((one) => ({
    ...one,
    senderId: directory.senders.get(one.senderId) ?? one.senderId,
  }));
  const steps = stepsWithIds(file, directory, look);
  return {
    settings: { ...settings, ...rulesWithIds(file, directory, look), segmentId, senders },
    sequence: { ...(file.entry === undefined ? {} : { entry: file.entry }), steps },
    newSegment,
    audience,
    newSenders: newSendersOf(file, directory),
    findings,
  };
}
