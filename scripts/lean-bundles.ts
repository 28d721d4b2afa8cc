import { dirname } from 'node:path';
import type { Plugin } from 'esbuild';

interface Replacement {
  /** Which import is replaced, by its specifier and the file that names it. */
  readonly filter: RegExp;
  readonly importer: RegExp;
  readonly contents: string;
}

/** Parts of libraries that a Lambda never runs. Each would otherwise be read at every cold start. */
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
