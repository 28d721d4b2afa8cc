import { describe, expect, it } from 'vitest';
import { readCampaign } from '../../../cli/file/read-campaign.ts';

const faultsOf = (text: string) => readCampaign(text).faults.map(({ line, column, code }) => [line, column, code]);
const messageOf = (text: string) => readCampaign(text).faults[0]?.message;
const mail = '  - { id: m, kind: email, template: T, next: null }\n';

describe('a wrong campaign file', () => {
  it('tells every fault at once, each with its line and column, in their order', () => {
    const text = `name: X
campaignTyp: drip
segment: [a]
sendWindow:
  preferedTime: "09:00"
steps:
  - id: a
    kind: emial
    next: null
  - id: b
    kind: wait
    for: 2 dayz
    nxt: a
  - id: c
    kind: condition
    arms:
      - when: contact.compny_size > 1
        next: zz
    else: null
`;
    expect(faultsOf(text)).toEqual([
      [2, 1, 'unknown_key'],
      [3, 10, 'invalid_type'],
      [5, 3, 'unknown_key'],
      [8, 11, 'invalid_union'],
      [12, 10, 'duration'],
      [13, 5, 'unknown_key'],
      [17, 23, 'rule_syntax'],
    ]);
    expect(readCampaign(text).file).toBeUndefined();
  });

  it.each([
    ['nme: X\n', 'Did you mean "name"?'],
    [`name: X\nsteps:\n  - { id: m, kind: email, templte: T, next: null }\n`, 'Did you mean "template"?'],
    [`name: X\ncampaign_shedule: {}\nsteps:\n${mail}`, 'Did you mean "campaign_schedule"?'],
    [`name: X\nsend_optimization: { enabled: true, strategi: x }\nsteps:\n${mail}`, 'Did you mean "strategy"?'],
    [`name: X\nsequence_step: { email_id: a, then: send_mail("b") }\n`, 'Did you mean send_email?'],
  ])('names what was probably meant: %j', (text, hint) => {
    expect(
      readCampaign(text)
        .faults.map(({ message }) => message)
        .join('\n'),
    ).toContain(hint);
  });

  it('tells of a test that compares nothing, and of a fault in one variant where it stands', () => {
    const text = `name: X
campaignType: ab_test
steps:
  - id: m
    kind: email
    subject: Hello
    html: <p>{{unsubscribeUrl}} {{postalAddress}}</p>
    variants:
      - { key: a }
      - { key: a, subject: "{{frstName}}" }
    next: null
`;
    expect(faultsOf(text)).toEqual([
      [10, 16, 'duplicate_variant_key'],
      [10, 28, 'unknown_variable'],
    ]);
    expect(faultsOf(`name: X\ncampaignType: ab_test\nsteps:\n${mail}`)).toContainEqual([4, 5, 'no_variants']);
  });

  it('places faults of a rule inside its text, quoted or not', () => {
    const rule = (written: string) => `name: X\nexclusions:\n  rule: ${written}\nsteps:\n${mail}`;
    expect(faultsOf(rule('contact.lead_score > x'))).toEqual([[3, 30, 'rule_syntax']]);
    expect(faultsOf(rule('"contact.lead_score > x"'))).toEqual([[3, 31, 'rule_syntax']]);
    expect(faultsOf(rule('opened(previous)'))).toEqual([[3, 9, 'engagement_not_allowed']]);
  });

  it('places faults of what a block became at the block', () => {
    expect(
      faultsOf('name: X\nsequence_step:\n  email_id: a\n  conditions:\n    - if: opened(nobody)\n      then: end()\n'),
    ).toEqual([[5, 11, 'unknown_email']]);
    expect(faultsOf('name: X\nsequence_step:\n  email_id: a\n  wait_duration: 400 days\n')).toContainEqual([
      4,
      18,
      'wait_too_long',
    ]);
    expect(faultsOf('name: X\nsequence:\n  - email_id: a\n    then: goto("b")\n')).toEqual([[4, 11, 'unknown_step']]);
    expect(faultsOf(`name: X\ncampaign_schedule: { send_strategy: scheduled }\nsteps:\n${mail}`)).toEqual([
      [2, 20, 'custom'],
    ]);
  });

  it('refuses one thing said twice in different ways', () => {
    const twice = `name: X\ntimezone: UTC\ncampaign_schedule: { send_strategy: immediate, timezone_fallback: Asia/Tokyo }\nsteps:\n${mail}`;
    expect(faultsOf(twice)).toEqual([[3, 67, 'given_twice']]);
    expect(faultsOf(`name: X\nsequence_step: { email_id: a }\nsteps:\n${mail}`)).toEqual([[4, 3, 'given_twice']]);
  });

  it('tells wrong YAML with its place', () => {
    expect(faultsOf('name: X\nsteps: [')).toEqual([[2, 9, expect.stringMatching(/^yaml_/)]]);
    expect(faultsOf('name: X\nname: Y\n')).toEqual([[2, 1, 'yaml_duplicate_key']]);
    expect(faultsOf('- a list')).toEqual([[1, 1, 'no_campaign']]);
    expect(faultsOf('name: *nobody\n')).toEqual([[1, 1, 'yaml_alias']]);
    expect(messageOf('')).toContain('The file holds no campaign');
  });

  it('makes the checks of the server: structure, content and settings', () => {
    const text = `name: X
campaignType: drip
trigger: { event: cart.left }
steps:
  - id: m
    kind: email
    subject: Hi {{frstName}}
    html: <p>{{unsubscribeUrl}} {{postalAddress}}</p>
    next: nowhere
`;
    expect(faultsOf(text)).toEqual([
      [3, 10, 'not_triggered'],
      [7, 14, 'unknown_variable'],
      [9, 11, 'unknown_successor'],
    ]);
  });
});
