import { normalizeEmail } from '../../src/domain/contact/email.ts';
import { ok } from '../../src/domain/result.ts';
import { createdOnce } from '../../src/usecases/access/created-once.ts';
import { expecting, type Precondition } from '../../src/usecases/access/precondition.ts';
import { messageView } from '../../src/usecases/analytics/read-journeys.ts';
import { countSegment, previewRule } from '../../src/usecases/audience/count-segment.ts';
import { deleteSegment } from '../../src/usecases/audience/delete-segment.ts';
import { createSegment, refreshNow, updateSegment } from '../../src/usecases/audience/save-segment.ts';
import { getSegment, summaryOf, viewOf } from '../../src/usecases/audience/view-segment.ts';
import { convertRule } from '../../src/usecases/contacts/convert-rule.ts';
import { importContacts } from '../../src/usecases/contacts/import-contacts.ts';
import { deleteContact, unsubscribeContact } from '../../src/usecases/contacts/leave-contact.ts';
import { liftSuppression } from '../../src/usecases/contacts/lift-suppression.ts';
import { checkSuppression, listSuppressions } from '../../src/usecases/contacts/read-suppressions.ts';
import { createContact, updateContact } from '../../src/usecases/contacts/save-contact.ts';
import { addMembers, listMembers, removeMembers } from '../../src/usecases/contacts/segments.ts';
import { suppressAddresses } from '../../src/usecases/contacts/suppress-addresses.ts';
import { found } from '../../src/usecases/find.ts';
import { notFound } from '../../src/usecases/problems.ts';
import type { TenantScope } from '../../src/usecases/scope.ts';
import * as deps from '../deps.ts';
import { apiHandler } from '../http.ts';

const base = (ifMatch?: Precondition) => ({
  contacts: expecting(deps.contacts(), ifMatch),
  segments: deps.segments(),
  refreshes: deps.refreshes(),
  uses: deps.uses(),
  walk: deps.walk(),
  queues: deps.queues(),
  tokens: deps.tokens(),
  clock: deps.clock,
  announce: deps.announce(),
  tell: deps.tell(),
  ids: deps.ids,
});
const counting = () => ({
  ...base(),
  events: deps.events(),
  stopwatch: () => performance.now(),
  random: Math.random,
});
const stopping = (ifMatch?: Precondition) => ({
  ...base(ifMatch),
  suppressionList: deps.suppressionList(),
  campaigns: deps.campaigns(),
  journeys: deps.journeys(),
  tellOfStop: deps.stopTeller(),
});

async function findByAddress(scope: TenantScope, email: string) {
  const normal = normalizeEmail(email);
  const contact = normal.ok ? await deps.contacts().findByEmail(scope, normal.value) : undefined;
  return ok({ items: contact ? [contact] : [], nextCursor: null });
}

async function findSegment(scope: TenantScope, id: string) {
  const segment = await deps.segments().get(scope, id);
  return segment && viewOf(segment);
}

export const handler = apiHandler('contacts', {
  createContact: ({ scope, body, creation }) =>
    createdOnce(
      creation,
      'contact',
      (id) => deps.contacts().get(scope, id),
      (ids) => createContact({ ...base(), ids })(scope, body),
    ),
  listContacts: async ({ scope, query }) =>
    query.email === undefined ? ok(await deps.contacts().list(scope, query)) : findByAddress(scope, query.email),
  importContacts: ({ scope, query, body }) =>
    importContacts(base())(scope, {
      csv: body,
      segmentId: query.segmentId,
      dryRun: query.dryRun === 'true',
      consentSource: query.consentSource,
    }),
  getContact: ({ scope, params }) => found('contact', deps.contacts().get(scope, params.id)),
  updateContact: ({ scope, params, body, ifMatch }) => updateContact(stopping(ifMatch))(scope, params.id, body),
  deleteContact: ({ scope, params, ifMatch }) => deleteContact(stopping(ifMatch))(scope, params.id),
  unsubscribeContact: ({ scope, params, ifMatch }) => unsubscribeContact(stopping(ifMatch))(scope, params.id),
  listContactMessages: async ({ scope, params }) => {
    if (!(await deps.contacts().get(scope, params.id))) return notFound('contact');
    return ok({ items: (await deps.journeys().messagesOf(scope, params.id)).map(messageView) });
  },
  listSuppressions: async ({ scope, query }) => ok(await listSuppressions(stopping())(scope, query)),
  addSuppressions: ({ scope, body }) => suppressAddresses(stopping())(scope, body),
  checkSuppression: ({ scope, query }) => checkSuppression(stopping())(scope, query.email),
  liftSuppression: ({ scope, params, query }) =>
    liftSuppression(stopping())(scope, {
      email: params.email,
      category: query.category ?? null,
      confirm: query.confirm,
    }),
  createSegment: ({ scope, body, creation }) =>
    createdOnce(
      creation,
      'segment',
      (id) => findSegment(scope, id),
      (ids) => createSegment({ ...base(), ids })(scope, body),
    ),
  listSegments: async ({ scope, query }) => {
    const page = await deps.segments().list(scope, query);
    return ok({ ...page, items: page.items.map(summaryOf) });
  },
  getSegment: ({ scope, params }) => getSegment(base())(scope, params.id),
  updateSegment: ({ scope, params, body }) => updateSegment(base())(scope, params.id, body),
  deleteSegment: ({ scope, params }) => deleteSegment({ ...base(), campaigns: deps.campaigns() })(scope, params.id),
  refreshSegment: ({ scope, params }) => refreshNow(base())(scope, params.id),
  countSegment: ({ scope, params }) => countSegment(counting())(scope, params.id),
  previewRule: ({ scope, body }) => previewRule(counting())(scope, body),
  listMembers: ({ scope, params, query }) => listMembers(base())(scope, params.id, query),
  addMembers: ({ scope, params, body }) => addMembers(base())(scope, params.id, body.contactIds),
  removeMembers: ({ scope, params, body }) => removeMembers(base())(scope, params.id, body.contactIds),
  convertRule: ({ scope, body }) => convertRule(base())(scope, body),
});
