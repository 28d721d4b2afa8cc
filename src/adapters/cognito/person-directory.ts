import {
  AdminCreateUserCommand,
  AdminGetUserCommand,
  type AttributeType,
  CognitoIdentityProviderClient,
  UserNotFoundException,
  UsernameExistsException,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Person, PersonDirectory } from '../../usecases/ports/people-stores.ts';

function personOf(attributes: readonly AttributeType[] = []): Person {
  const named = Object.fromEntries(attributes.map(({ Name = '', Value = '' }) => [Name, Value]));
  const { sub, email, name, email_verified } = named;
  if (!sub || !email) throw new Error('Cognito answered with a user without sub or email');
  return { id: sub, email, name: name || email, emailVerified: email_verified === 'true' };
}

/** People of a Cognito user pool that signs in by address. */
export function personDirectory(UserPoolId: string, client = new CognitoIdentityProviderClient({})): PersonDirectory {
  const find = async (Username: string): Promise<Person | undefined> => {
    try {
      return personOf((await client.send(new AdminGetUserCommand({ UserPoolId, Username }))).UserAttributes);
    } catch (cause) {
      if (cause instanceof UserNotFoundException) return undefined;
      throw cause;
    }
  };
  const create = async (email: string, name: string): Promise<Person | undefined> => {
    // The mail with the first password is what verifies the address: without it nobody signs in.
    const UserAttributes = Object.entries({ email, name, email_verified: 'true' });
    try {
      const reply = await client.send(
        new AdminCreateUserCommand({
          UserPoolId,
          Username: email,
          UserAttributes: UserAttributes.map(([Name, Value]) => ({ Name, Value })),
          DesiredDeliveryMediums: ['EMAIL'],
        }),
      );
      return personOf(reply.User?.Attributes);
    } catch (cause) {
      if (cause instanceof UsernameExistsException) return undefined;
      throw cause;
    }
  };
  return {
    find,
    ensure: async (email, name) => {
      const person = (await find(email)) ?? (await create(email, name)) ?? (await find(email));
      if (!person) throw new Error('Cognito neither has the user nor creates it');
      return person;
    },
  };
}
