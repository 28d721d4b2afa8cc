import { describe, expect, it } from 'vitest';
import { readCampaign } from '../../../cli/file/read-campaign.ts';
import type { CampaignFile, FileStep } from '../../../cli/file/schema.ts';

const oneMail = `
steps:
  - id: only
    kind: email
    template: Hello
    next: null
`;

function read(text: string): CampaignFile {
  const { file, faults } = readCampaign(text);
  if (!file) throw new Error(JSON.stringify(faults, null, 2));
  return file;
}

const settings = (block: string): CampaignFile => read(`name: A campaign\n${block}${oneMail}`);
const byId = (file: CampaignFile): Record<string, FileStep> =>
  Object.fromEntries(file.steps.map((step) => [step.id, step]));
const notesOf = (text: string) => readCampaign(text).notes.map(({ line, code }) => [line, code]);

describe('the blocks of the specification', () => {
  it('branch on engagement: the mail, its wait, then the stronger reaction first', () => {
    const text = `name: A campaign
sequence_step:
  email_id: "intro_email"
  wait_duration: 2 days
  
  conditions:
    - if: email_opened
      then: send_email("engaged_path")
      
    - if: email_clicked
      then: send_email("hot_lead_path")
      
    - if: email_not_opened
      wait: 1 day
      then: send_email("re_engagement")
      
    - if: email_replied
      then: exit_sequence("move_to_sales")
`;
    const file = read(text);
    expect(file.entry).toBe('intro_email');
    const reaction = (event: string) => ({ engagement: { email: 'previous', event } });
    expect(byId(file)).toMatchObject({
      intro_email: { kind: 'email', template: 'intro_email', next: 'intro_email_wait' },
      intro_email_wait: { for: { value: 2, unit: 'days' }, next: 'intro_email_check' },
      intro_email_check: {
        arms: [
          { when: reaction('replied'), next: 'exit_move_to_sales' },
          { when: reaction('clicked'), next: 'hot_lead_path' },
          { when: { not: reaction('opened') }, wait: { value: 1, unit: 'days' }, next: 're_engagement' },
          { when: reaction('opened'), next: 'engaged_path' },
        ],
        else: null,
      },
      exit_move_to_sales: { kind: 'exit', reason: 'move_to_sales' },
      engaged_path: { kind: 'email', template: 'engaged_path', next: null },
    });
    expect(notesOf(text)).toEqual([[7, 'reordered']]);
  });

  it('branch on attributes of the contact, with an else', () => {
    const file = read(`name: A campaign
sequence_step:
  conditions:
    - if: contact.industry == "SaaS"
      then: send_email("saas_specific_content")
    - if: contact.company_size > 100
      then: send_email("enterprise_content")
    - if: contact.lead_score > 50
      then: send_email("high_value_offer")
    - else:
      then: send_email("standard_content")
`);
    const check = byId(file)['step_1_check'];
    expect(check).toMatchObject({
      arms: [
        { when: { contact: { field: 'industry', op: 'eq', value: 'SaaS' } }, next: 'saas_specific_content' },
        { when: { contact: { field: 'companySize', op: 'gt', value: 100 } }, next: 'enterprise_content' },
        { when: { contact: { field: 'leadScore', op: 'gt', value: 50 } }, next: 'high_value_offer' },
      ],
      else: 'standard_content',
    });
    const nested = read(
      'name: A\nsequence_step:\n  conditions:\n    - else: { then: send_email("x") }\n    - { if: email_clicked, then: end() }\n  email_id: first\n',
    );
    expect(byId(nested)['first_check']).toMatchObject({ else: 'x', arms: [{ next: null }] });
  });

  it('lead from step to step of a sequence, back by goto, and over actions', () => {
    const file = read(`name: A campaign
emails:
  value: { subject: The value, html: "<p>{{unsubscribeUrl}} {{postalAddress}}</p>" }
sequence:
  - email_id: intro
    wait_duration: 2 days
    conditions:
      - { if: email_opened, then: send_email("engaged") }
      - { if: contact.company_size > 100, then: [add_tag("large"), goto("value")] }
  - sequence_step: { email_id: engaged, wait_duration: 1 week }
  - id: value
    email_id: value
    then: [add_tag("told"), start_campaign("Sales")]
`);
    expect(byId(file)).toMatchObject({
      intro_check: { arms: [{ next: 'engaged' }, { next: 'intro_add_tag_large' }], else: 'engaged' },
      intro_add_tag_large: { action: { type: 'add_tag', tag: 'large' }, next: 'value' },
      engaged: { next: 'engaged_wait' },
      engaged_wait: { for: { value: 1, unit: 'weeks' }, next: 'value' },
      value: { subject: 'The value', next: 'value_add_tag_told' },
      value_add_tag_told: { next: 'value_start_campaign_Sales' },
      value_start_campaign_Sales: { action: { type: 'start_campaign', campaignId: 'Sales' }, next: null },
    });
  });

  it('schedule in local time', () => {
    const file = settings(`
campaign_schedule:
  send_strategy: "recipient_timezone"
  preferred_time: "09:00"
  timezone_fallback: "America/New_York"
  
  rules:
    - if_timezone_unknown: use_fallback
    - respect_business_hours: true
    - skip_weekends: true
    - skip_holidays: true
    - quiet_hours: 22:00-07:00
`);
    const day = [{ from: '09:00', to: '17:00' }];
    expect(file).toMatchObject({ timezone: 'America/New_York', sendStrategy: 'immediate' });
    expect(file.sendWindow).toEqual({
      preferredTime: '09:00',
      businessHours: { mon: day, tue: day, wed: day, thu: day, fri: day },
      quietHours: { from: '22:00', to: '07:00' },
      skipWeekends: true,
      skipHolidays: true,
    });
    const scheduled = settings('campaign_schedule: { send_strategy: scheduled, start_date: 2026-12-01T09:00:00Z }\n');
    expect(scheduled).toMatchObject({ sendStrategy: 'scheduled', startDate: '2026-12-01T09:00:00.000Z' });
    expect(scheduled.sendWindow).toBeNull();
  });

  it('optimize send times, together with a schedule', () => {
    const file = settings(`
campaign_schedule: { send_strategy: recipient_timezone, preferred_time: "10:00" }
send_optimization:
  enabled: true
  strategy: "engagement_based"
  
  analysis:
    - historical_open_times
    - historical_click_times
    - industry_benchmarks
    - contact_behavior_patterns
  
  optimization_window:
    start: "06:00"
    end: "18:00"
    timezone: "recipient_local"
`);
    expect(file.sendWindow).toEqual({
      preferredTime: '10:00',
      optimize: { enabled: true, from: '06:00', to: '18:00', explore: 0.05 },
    });
  });

  it('select an audience: criteria are the rule of its dynamic segment', () => {
    const text = `
campaign_audience:
  type: "dynamic_segment"
  segment_id: "engaged_users"
  
  criteria:
    - lead_score: "> 30"
    - last_activity: "< 30 days"
    - email_verified: true
    - unsubscribed: false
  
  refresh: "daily"  # Re-evaluate segment membership
  
  enrollment_rules:
    - new_contacts: "auto_enroll"
    - exited_contacts: "remove_from_sequence"
`;
    const file = settings(text);
    expect(file.segment).toBe('engaged_users');
    expect(file.enrollmentRules).toEqual({ newContacts: 'auto_enroll', exitedContacts: 'remove_from_sequence' });
    expect(file.audience).toEqual({
      rule: {
        all: [
          { contact: { field: 'leadScore', op: 'gt', value: 30 } },
          { contact: { field: 'lastActivityAt', op: 'within_last', value: { value: 30, unit: 'days' } } },
          { contact: { field: 'emailVerified', op: 'eq', value: true } },
          { contact: { field: 'unsubscribed', op: 'eq', value: false } },
        ],
      },
      refresh: 'daily',
    });
    expect(file.exclusions.rule).toBeNull();
    expect(notesOf(`name: A${text}${oneMail}`)).toEqual([]);
  });

  it('choose among the members of a list, or of everybody, in a segment of their own', () => {
    const block = (type: string, rest: string) =>
      settings(`campaign_audience: { type: ${type}, criteria: [{ lead_score: "> 30" }]${rest} }\n`);
    const scored = { contact: { field: 'leadScore', op: 'gt', value: 30 } };
    const ofList = block('static_list', ', segment_id: Trial users, refresh: never');
    expect([ofList.segment, ofList.audience]).toEqual([
      undefined,
      { rule: { all: [{ segment: 'Trial users' }, scored] }, refresh: 'manual' },
    ]);
    const ofAll = block('dynamic_segment', '');
    expect([ofAll.segment, ofAll.audience]).toEqual([undefined, { rule: scored, refresh: 'daily' }]);
    const plain = settings('campaign_audience: { type: dynamic_segment, segment_id: engaged_users }\n');
    expect([plain.segment, plain.audience]).toEqual(['engaged_users', undefined]);
  });

  it('tell of an audience that means nobody, of a refresh that does nothing, and of criteria that cannot hold', () => {
    const faults = (block: string) =>
      readCampaign(`name: A\n${block}${oneMail}`).faults.map(({ line, path, code }) => [line, path, code]);
    expect(faults('campaign_audience: { type: dynamic_segment }\n')).toEqual([[2, 'campaign_audience', 'no_audience']]);
    expect(
      notesOf(`name: A\ncampaign_audience: { type: static_list, segment_id: x, refresh: daily }${oneMail}`),
    ).toEqual([[2, 'noted']]);
    expect(faults('audience: { rule: opened(any) }\n')).toEqual([
      [2, 'audience.rule.engagement', 'engagement_not_allowed'],
    ]);
    expect(faults('campaign_audience:\n  type: dynamic_segment\n  criteria: { lead_scor: "> 3" }\n')).toMatchObject([
      [4, 'campaign_audience.criteria.lead_scor', 'rule_syntax'],
    ]);
  });

  it('exclude, in the very words of the specification, which are no YAML', () => {
    const file = settings(`
exclusion_rules:
  - exclude_if: "in_other_campaign"
  - exclude_if: "received_email_last_24h"
  - exclude_if: "marked_as_customer"
  - exclude_if: "unsubscribed_from_category"
  
  priority_handling:
    - if_conflict: "pause_lower_priority"
    - resume_after: "higher_priority_complete"
`);
    expect(file.exclusions).toEqual({
      inOtherCampaign: 'pause_lower_priority',
      receivedWithinHours: 24,
      customers: true,
      rule: null,
    });
    expect(settings('exclusion_rules: [{ exclude_if: in_other_campaign }]\n').exclusions.inOtherCampaign).toBe(
      'exclude',
    );
    const category = 'exclusion_rules:\n  - exclude_if: unsubscribed_from_category\n';
    expect(notesOf(`name: A\n${category}${oneMail}`)).toEqual([[3, 'noted']]);
    expect(notesOf(`name: A\ncategory: news\n${category}${oneMail}`)).toEqual([]);
  });

  it('keep an approval workflow, and say that it is not applied yet', () => {
    const text = `name: A
approval_workflow:
  required_approvers:
    - role: "campaign_manager"
      required: true
    - role: "compliance_officer"
      required: true
      conditions:
        - if: audience_size > 10000
        - if: contains_promotional_content
  
  approval_timeout: 48 hours
  timeout_action: "auto_reject"
${oneMail}`;
    expect(read(text).name).toBe('A');
    expect(notesOf(text)).toEqual([[3, 'not_applied_yet']]);
  });
});
