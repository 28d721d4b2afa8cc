import { sendEvents } from '../../src/usecases/events/send-events.ts';
import * as deps from '../deps.ts';
import { apiHandler } from '../http.ts';

const sending = () => ({
  contacts: deps.contacts(),
  events: deps.events(),
  queues: deps.queues(),
  clock: deps.clock,
  announce: deps.announce(),
  ids: deps.ids,
});

export const handler = apiHandler('events', {
  sendEvents: ({ scope, body }) =>
    'events' in body
      ? sendEvents(sending())(scope, body.events, (index, field) => `body.events.${index}.${field}`)
      : sendEvents(sending())(scope, [body], (_, field) => `body.${field}`),
});
