import { textAt } from '../../gateway/fields.ts';
import { arn, type Mapper, need } from './need.ts';

const onPool =
  (action: string): Mapper =>
  ({ view }) => [need(action, arn('cognito-idp', `userpool/${textAt(view.json, 'UserPoolId') ?? ''}`))];

export const cognito: Readonly<Record<string, Mapper>> = {
  AdminCreateUser: onPool('cognito-idp:AdminCreateUser'),
  AdminGetUser: onPool('cognito-idp:AdminGetUser'),
};
