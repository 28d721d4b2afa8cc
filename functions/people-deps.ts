import { personDirectory } from '../src/adapters/cognito/person-directory.ts';
import { invitationStore } from '../src/adapters/dynamo/invitation-store.ts';
import { peopleLists } from '../src/adapters/dynamo/people-lists.ts';
import { table, tokens } from './deps.ts';
import { env } from './env.ts';
import { once } from './once.ts';

/** The part of the composition root that knows people: apart, so that only its users carry the client. */
export const directory = /* @__PURE__ */ once(() => personDirectory(env('USER_POOL_ID')));
export const invitations = /* @__PURE__ */ once(() => invitationStore(table()));
export const lists = /* @__PURE__ */ once(() => peopleLists(table(), tokens()));
