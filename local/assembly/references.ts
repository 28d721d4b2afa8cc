const PLACEHOLDER = /\$\{([^!}][^}]*)\}/g;

/** `Fn::GetAtt` takes `Id.Attribute` or `[Id, Attribute]`; the attribute may itself contain dots. */
export function attributePath(argument: unknown): [id: string, attribute: string] {
  const text = Array.isArray(argument) ? argument.map(String).join('.') : String(argument);
  const dot = text.indexOf('.');
  return dot < 0 ? [text, ''] : [text.slice(0, dot), text.slice(dot + 1)];
}

/** Replaces `${name}` by what `resolve` says and `${!name}` by `${name}`. */
export function substitute(template: string, resolve: (path: string) => string): string {
  return template.replaceAll(PLACEHOLDER, (_, path: string) => resolve(path)).replaceAll('${!', '${');
}
