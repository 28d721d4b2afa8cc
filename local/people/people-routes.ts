import { type ControlRoute, json, problem } from '../control/routes.ts';
import type { AwsResponse } from '../service.ts';
import { defaultProfile, type Settings, SettingsChange } from './profile.ts';

interface Control {
  readonly settings: () => Settings;
  readonly change: (change: SettingsChange) => void;
  readonly pending: () => number;
}

/** `GET` tells settings and the number of actions to come; `POST` merges a change of settings. */
export function peopleRoutes(control: Control): ControlRoute[] {
  const path = '/_local/people';
  const show = (): AwsResponse => {
    const { seed, default: overrides, people } = control.settings();
    return json({ seed, default: { ...defaultProfile, ...overrides }, people, pending: control.pending() });
  };
  return [
    { method: 'GET', path, handler: show },
    {
      method: 'POST',
      path,
      handler: ({ body }) => {
        const { data, error } = SettingsChange.safeParse(parsed(body.toString()));
        if (error) return refused(error.issues[0]);
        control.change(data);
        return show();
      },
    },
  ];
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
}

function refused(issue: Issue | undefined): AwsResponse {
  const field = [...(issue?.path ?? []), ...(issue?.keys?.slice(0, 1) ?? [])].map(String).join('.') || 'body';
  return problem(400, `${field}: ${issue?.message ?? 'not valid'}`, field);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
