/** What is used of `mjml`, which ships no types. */
declare module 'mjml' {
  interface Options {
    readonly validationLevel: 'strict' | 'soft' | 'skip';
    readonly ignoreIncludes: boolean;
    readonly keepComments: boolean;
    readonly fonts: Readonly<Record<string, string>>;
  }
  interface Compiled {
    readonly html: string;
    readonly errors: readonly { readonly message: string }[];
  }
  export default function mjml2html(source: string, options: Options): Promise<Compiled>;
}
