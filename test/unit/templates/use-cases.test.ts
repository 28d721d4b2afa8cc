import { describe, expect, it } from 'vitest';
import { mjmlCompiler } from '../../../src/adapters/mjml/mjml-compiler.ts';
import type { Campaign } from '../../../src/contracts/campaign.ts';
import { type CampaignTemplate, Instantiation } from '../../../src/contracts/campaign-template.ts';
import type { Contact } from '../../../src/contracts/contact.ts';
import { newSettings } from '../../../src/contracts/resources.ts';
import type { Shelved } from '../../../src/contracts/shelf.ts';
import type { Sequence } from '../../../src/contracts/step.ts';
import { matchesQuery, maySee } from '../../../src/domain/templates/shelf.ts';
import type { ShelfStore } from '../../../src/usecases/ports/shelf-store.ts';
import { builtInCampaign } from '../../../src/usecases/templates/built-in.ts';
import { campaignTemplateFaults, updateCampaignTemplate } from '../../../src/usecases/templates/campaign-templates.ts';
import { countLacking } from '../../../src/usecases/templates/count-lacking.ts';
import { instantiateTemplate } from '../../../src/usecases/templates/instantiate.ts';
import { onlyVisible, restoreVersion } from '../../../src/usecases/templates/shelf.ts';
import { aContact, at } from '../../support/builders.ts';

const scope = { tenantId: 'ten_1', principal: 'key:ann' };
const now = at('2026-11-25T09:00:00Z');

/** A shelf in memory with one template and older versions of it, and what the use cases here read and write. */
function aShelf(...things: CampaignTemplate[]) {
  const older = things.slice(1);
  const rows = new Map(things.slice(0, 1).map((thing) => [thing.id, thing]));
  const refuse = (): never => expect.fail('not expected here');
  const store: ShelfStore<CampaignTemplate> = {
    create: refuse,
    get: async (_, id) => rows.get(id),
    getPublic: async () => undefined,
    save: async (_, thing) => Boolean(rows.set(thing.id, thing)),
    remove: refuse,
    list: refuse,
    getVersion: async (_, id, rev) => older.find((thing) => thing.id === id && thing.rev === rev),
    listVersions: refuse,
  };
  const created: { campaign: Campaign; draft: Sequence }[] = [];
  const deps = {
    store: onlyVisible(store),
    faultsOf: campaignTemplateFaults,
    builtIn: builtInCampaign,
    settings: { get: async () => newSettings({ organization: 'Penguins', postalAddress: '', timezone: 'UTC' }, 1) },
    clock: { now: () => now },
    ids: { next: () => 'cmp_new' },
    what: 'campaign template',
    campaigns: { create: async (campaign: Campaign, draft: Sequence) => void created.push({ campaign, draft }) },
    segments: { get: async () => undefined },
    senders: { get: async () => undefined },
    mjml: mjmlCompiler,
  };
  return { deps, created };
}

const ofPrebuilt = async (over: Partial<CampaignTemplate>): Promise<CampaignTemplate> => ({
  ...((await builtInCampaign('prebuilt_welcome_series')) ?? expect.fail('missing')),
  origin: 'own',
  ...over,
});

describe('a campaign made of a template', () => {
  it('is a draft with compiled mails, the settings of the template, and a note of its version', async () => {
    const { deps, created } = aShelf();
    const input = Instantiation.parse({ name: 'Carts', fromEmail: 'news@penguin.example' });
    const made = await instantiateTemplate(deps)(scope, 'prebuilt_cart_recovery', input);
    expect(made).toMatchObject({
      ok: true,
      value: {
        name: 'Carts',
        status: 'draft',
        campaignType: 'triggered',
        createdBy: 'key:ann',
        fromEmail: 'news@penguin.example',
        trigger: {
          event: 'cart.updated',
          unless: { event: 'order.completed', within: { value: 60, unit: 'minutes' } },
        },
        fromTemplate: { id: 'prebuilt_cart_recovery', version: 1 },
      },
    });
    const mails = created[0]?.draft.steps.filter(({ kind }) => kind === 'email') ?? [];
    expect(mails.map((step) => 'html' in step && step.html?.includes('{{unsubscribeUrl}}'))).toEqual([
      true,
      true,
      true,
    ]);
  });

  it('is not made for a segment that does not exist, nor of a private template of somebody else', async () => {
    const { deps, created } = aShelf(await ofPrebuilt({ id: 'ctp_1', sharing: 'private', createdBy: 'key:bob' }));
    const segment = await instantiateTemplate(deps)(
      scope,
      'prebuilt_onboarding',
      Instantiation.parse({ segmentId: 'seg_x' }),
    );
    expect(segment).toMatchObject({ ok: false, error: { faults: [{ code: 'unknown_segment' }] } });
    const hidden = await instantiateTemplate(deps)(scope, 'ctp_1', Instantiation.parse({}));
    expect(hidden).toMatchObject({ ok: false, error: { code: 'not_found' } });
    expect(created).toEqual([]);
  });
});

describe('a campaign template', () => {
  it('does not become public while its actions name things of the organization', async () => {
    const action = { type: 'webhook' as const, url: 'https://own.example/hook' };
    const steps = [{ id: 'tell', kind: 'action' as const, action, next: null }];
    const { deps } = aShelf(await ofPrebuilt({ id: 'ctp_1', sharing: 'team', steps }));
    const refused = await updateCampaignTemplate(deps)(scope, 'ctp_1', { sharing: 'public' });
    expect(refused).toMatchObject({ ok: false, error: { faults: [{ code: 'not_for_others' }] } });
    expect(await updateCampaignTemplate(deps)(scope, 'ctp_1', { name: 'Still ours' })).toMatchObject({ ok: true });
  });

  it('does not become so by going back to a version that had them', async () => {
    const action = { type: 'notify' as const, to: ['me@own.example'], subject: 'x', text: '' };
    const old = await ofPrebuilt({
      id: 'ctp_1',
      sharing: 'team',
      rev: 1,
      steps: [{ id: 'tell', kind: 'action', action, next: null }],
    });
    const { deps } = aShelf(await ofPrebuilt({ id: 'ctp_1', sharing: 'public', rev: 2 }), old);
    const refused = await restoreVersion(deps)(scope, 'ctp_1', 1);
    expect(refused).toMatchObject({ ok: false, error: { faults: [{ code: 'not_for_others' }] } });
  });

  it('has its figures counted anew when its sequence changes', async () => {
    const { deps } = aShelf(await ofPrebuilt({ id: 'ctp_1', sharing: 'team' }));
    const changed = await updateCampaignTemplate(deps)(scope, 'ctp_1', {
      sequence: { steps: [{ id: 'a', kind: 'email', next: null }] },
    });
    expect(changed).toMatchObject({
      ok: true,
      value: { emails: 1, durationDays: 0, entry: 'a', placeholders: [], rev: 2 },
    });
  });
});

const aThing = (over: Partial<Shelved>): Shelved => ({
  ...{
    id: 'x',
    name: 'Spring Sale',
    category: 'Promotion',
    tags: ['Offer'],
    description: 'For shops',
    sharing: 'team',
  },
  ...{ origin: 'own', publishedBy: null, copiedFrom: null, rev: 1, createdBy: 'key:ann', savedBy: 'key:ann' },
  ...{ createdAt: now, updatedAt: now },
  ...over,
});

describe('a shelf', () => {
  it.each([
    [{}, true],
    [{ q: 'SPRING' }, true],
    [{ q: 'shops' }, true],
    [{ q: 'winter' }, false],
    [{ tag: 'Offer' }, true],
    [{ tag: 'offer' }, false],
    [{ category: 'Promotion', sharing: 'team' as const }, true],
    [{ category: 'Promotion', sharing: 'public' as const }, false],
  ])('finds by %o: %s', (query, found) => {
    expect(matchesQuery(aThing({}), query)).toBe(found);
  });

  it('shows what is private to who made it only', () => {
    const cases = (['private', 'team', 'public'] as const).map((sharing) => maySee(aThing({ sharing }), 'key:bob'));
    expect([...cases, maySee(aThing({ sharing: 'private' }), 'key:ann')]).toEqual([false, true, true, true]);
  });
});

describe('contacts without a value', () => {
  const contacts = [
    aContact({ company: null }),
    aContact({ company: '' }),
    aContact({ tags: ['a'], custom: { plan: 0 } }),
  ];

  /** Pages of these contacts; each takes so many seconds. */
  const counting = (pages: readonly (readonly Contact[])[], secondsEach: number) => {
    let seconds = 0;
    return {
      contacts: {
        list: async (_: unknown, { cursor = '0' }: { cursor?: string | undefined }) => {
          seconds += secondsEach;
          const following = Number(cursor) + 1;
          return {
            items: pages[Number(cursor)] ?? [],
            nextCursor: following < pages.length ? String(following) : null,
          };
        },
        getMany: async () => [],
      },
      segments: { members: async () => ({ contactIds: [], next: null }) },
      clock: { now: () => new Date(Date.parse(now) + seconds * 1000).toISOString() },
    };
  };

  it('are counted over all pages: missing, empty and empty lists alike, but not zero', async () => {
    const found = await countLacking(counting([contacts, contacts], 1), scope, undefined, [
      'company',
      'tags',
      'custom.plan',
    ]);
    expect([...found.byField]).toEqual([
      ['company', 4],
      ['tags', 4],
      ['custom.plan', 4],
    ]);
    expect([found.counted, found.whole]).toEqual([6, true]);
  });

  it('are counted for eight seconds at most, and the answer says that it is not all', async () => {
    const found = await countLacking(
      counting(
        Array.from({ length: 9 }, () => contacts),
        3,
      ),
      scope,
      undefined,
      ['company'],
    );
    expect([found.counted, found.whole, found.byField.get('company')]).toEqual([6, false, 4]);
  });
});
