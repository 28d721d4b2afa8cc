import { maskTags } from '../../domain/content/blocks/mask-tags.ts';
import type { MjmlCompiler } from '../../usecases/ports/mjml-compiler.ts';

/** Loaded when the first mail is compiled: most requests compile none, and it is larger than everything else. */
const load = async () => (await import('mjml')).default;

/** MJML 5 as the port wants it: no files are read, no fonts are fetched, template tags come out as they went in. */
export const mjmlCompiler: MjmlCompiler = {
  compile: async (source) => {
    const mjml2html = await load();
    const { source: masked, unmask } = maskTags(source);
    const { html, errors } = await mjml2html(masked, {
      validationLevel: 'soft',
      ignoreIncludes: true,
      keepComments: false,
      fonts: {},
    });
    return { html: unmask(html), problems: errors.map(({ message }) => message) };
  },
};
