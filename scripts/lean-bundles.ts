import { dirname } from 'node:path';
import type { Plugin } from 'esbuild';

interface Replacement {
  /** Which import is replaced, by its specifier and the file that names it. */
  readonly filter: RegExp;
  readonly importer: RegExp;
  readonly contents: string;
}

/** Parts of libraries and of Node that a Lambda never runs. Each would otherwise be read at every cold start. */
const replacements: readonly Replacement[] = [
  {
    // Lambda hands credentials over in its environment; the SDK's chain of SSO, profiles and metadata services is for other places.
    filter: /^@aws-sdk\/credential-provider-node$/,
    importer: /./,
    contents: "export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';",
  },
  {
    // A table of file types; our mails have no attachments.
    filter: /mime-types\.js$/,
    importer: /nodemailer/,
    contents:
      "export const detectMimeType = () => 'application/octet-stream'; export const detectExtension = () => 'bin';",
  },
  {
    // Seven hundred kilobytes of clock changes since 1835; holidays are asked for in the years around now.
    filter: /^moment-timezone$/,
    importer: /date-holidays-parser|caldate/,
    contents: "export { default } from 'moment-timezone/builds/moment-timezone-with-data-10-year-range.min.js';",
  },
  {
    // An import reads every export of a module of Node, and some of http load a whole second HTTP client; this asks for none of them.
    filter: /^(?:node:)?http$/,
    importer: /./,
    contents: "module.exports = process.getBuiltinModule('node:http');",
  },
  {
    // HTML that was read is never written again from its tree, and the names of all entities are large.
    filter: /^dom-serializer$/,
    importer: /./,
    contents:
      "export const render = () => { throw new Error('Writing HTML is left out of the bundle'); }; export default render;",
  },
  {
    // MJML can minify, beautify, inline styles and set attributes by selector; our mails need none of it, and it is most of MJML.
    filter: /^(juice|cheerio|htmlnano|cssnano-preset-lite|js-beautify)$/,
    importer: /mjml-core/,
    contents: 'module.exports = { html: undefined, load: undefined };',
  },
];

export const leanBundles: Plugin = {
  name: 'lean-bundles',
  setup(build) {
    for (const [index, { filter, importer, contents }] of replacements.entries()) {
      const namespace = `lean-${index}`;
      build.onResolve({ filter }, ({ importer: from, path }) =>
        importer.test(from) ? { path, namespace, pluginData: dirname(from), sideEffects: false } : undefined,
      );
      build.onLoad({ filter: /.*/, namespace }, ({ pluginData: resolveDir }) => ({
        contents,
        resolveDir,
        loader: 'js',
      }));
    }
  },
};
