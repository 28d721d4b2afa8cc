import { escapeHtml } from '../mailbox/layout.ts';
import type { User } from './user-pool.ts';

const button = ({ sub, email, name }: User): string =>
  `<li><button name="sub" value="${escapeHtml(sub)}"><strong>${escapeHtml(name || email)}</strong><br>${escapeHtml(email)}</button></li>`;

const style =
  'body{font:16px/1.5 system-ui;max-width:28rem;margin:3rem auto;padding:0 1rem}ul{list-style:none;padding:0}button{font:inherit;width:100%;text-align:left;padding:.6rem .8rem;margin:.25rem 0;cursor:pointer}';

/** Asks whom to sign in as: everybody in the local user pool, without a password. */
export function pickerPage(users: readonly User[]): string {
  const choice =
    users.length === 0
      ? '<p>Nobody has an account here yet. Invite somebody first.</p>'
      : `<form method="post"><ul>${users.map(button).join('')}</ul></form>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Sign in</title><style>${style}</style></head>
<body><h1>Sign in as</h1><p>This machine asks for no password.</p>${choice}</body></html>`;
}
