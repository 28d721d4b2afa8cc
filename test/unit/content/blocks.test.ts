import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mjmlCompiler } from '../../../src/adapters/mjml/mjml-compiler.ts';
import { type Block, EmailBlocks } from '../../../src/contracts/blocks.ts';
import { blocksToMjml } from '../../../src/domain/content/blocks/blocks-to-mjml.ts';
import { checkBlocks } from '../../../src/domain/content/blocks/check-blocks.ts';
import { maskTags } from '../../../src/domain/content/blocks/mask-tags.ts';
import { richText } from '../../../src/domain/content/blocks/rich-text.ts';
import { checkContent, renderMail } from '../../../src/domain/content/compose-content.ts';
import { parseMailParts } from '../../../src/domain/content/mail-parts.ts';
import { tagsOf } from '../../../src/domain/content/tags.ts';
import { compileBlocks } from '../../../src/usecases/content/compile-blocks.ts';

const bodyOf = (...blocks: object[]): EmailBlocks => EmailBlocks.parse({ sections: [{ columns: [{ blocks }] }] });
const footer = { type: 'footer' };
const codes = (...blocks: object[]): string[] =>
  checkBlocks(bodyOf(...blocks, footer)).map(({ path, code }) => `${path} ${code}`);

async function html(...blocks: object[]): Promise<string> {
  const compiled = await compileBlocks(mjmlCompiler, bodyOf(...blocks, footer));
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
  return compiled.value.html;
}

const tagTexts = (source: string): string[] => tagsOf(source).map(({ start, end }) => source.slice(start, end));

/** One of each kind, with template tags that hold quotation marks wherever a text or an address may stand. */
const name = '{{default firstName "there"}}';
const address = 'https://example.com/{{default custom.slug "a b"}}?a=1&b={{email}}';
const kinds: { readonly [T in Block['type']]: { readonly block: object; readonly tags: readonly string[] } } = {
  heading: { block: { type: 'heading', text: name }, tags: [name] },
  text: { block: { type: 'text', text: `<a href="${address}">${name}</a>` }, tags: [...tagTexts(address), name] },
  button: { block: { type: 'button', label: name, url: address }, tags: [...tagTexts(address), name] },
  image: {
    block: { type: 'image', src: address, alt: name, link: address },
    tags: [...tagTexts(address), name, ...tagTexts(address)],
  },
  divider: { block: { type: 'divider' }, tags: [] },
  spacer: { block: { type: 'spacer' }, tags: [] },
  list: {
    block: { type: 'list', items: [name, '{{#each tags}}{{this}}{{/each}}'] },
    tags: [name, '{{#each tags}}', '{{this}}', '{{/each}}'],
  },
  quote: { block: { type: 'quote', text: name, author: '{{company}}' }, tags: [name, '{{company}}'] },
  social: { block: { type: 'social', links: [{ label: name, url: address }] }, tags: [...tagTexts(address), name] },
  html: {
    block: { type: 'html', html: `<table><tr><td title="{{company}}">${name}</td></tr></table>` },
    tags: ['{{company}}', name],
  },
  footer: {
    block: { type: 'footer', reason: name, preferences: { url: address } },
    tags: [name, ...tagTexts(address)],
  },
  conditional: {
    block: {
      type: 'conditional',
      when: '(eq industry "SaaS")',
      blocks: [{ type: 'text', text: 'a' }],
      else: [{ type: 'text', text: 'b' }],
    },
    tags: ['{{#if (eq industry "SaaS")}}', '{{else}}', '{{/if}}'],
  },
};

describe('blocks', () => {
  it.each(Object.entries(kinds))(
    'of kind %s keep their template tags as they are, also in addresses',
    async (_, { block, tags }) => {
      const made = tagTexts(await html(block));
      for (const tag of new Set(tags))
        expect(made.filter((one) => one === tag).length).toBeGreaterThanOrEqual(
          tags.filter((one) => one === tag).length,
        );
    },
  );

  it('become a mail that our own checks find nothing wrong with', async () => {
    const made = await html(...Object.values(kinds).map(({ block }) => block));
    expect(checkContent({ subject: 'x', html: made })).toEqual([]);
  });

  it('show markup that was typed as text, and never run it', async () => {
    const made = await html(
      { type: 'heading', text: '<script>alert(1)</script> & "x"' },
      { type: 'text', text: '2 < 3 & 4 > 3, tea&nbsp;time' },
      { type: 'button', label: '</mj-button><mj-raw>', url: 'https://example.com/' },
    );
    expect(made).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;x&quot;');
    expect(made).toContain('2 &lt; 3 &amp; 4 &gt; 3, tea&nbsp;time');
    expect(made).toContain('&lt;/mj-button&gt;&lt;mj-raw&gt;');
    expect(made).not.toContain('<script');
  });

  it('read no files, whatever an MJML source includes', async () => {
    const source =
      '<mjml><mj-body><mj-section><mj-column><mj-include path="/etc/passwd" /><mj-text>here</mj-text></mj-column></mj-section></mj-body></mjml>';
    const { html: made } = await mjmlCompiler.compile(source);
    expect(made).toContain('here');
    expect(made).not.toContain('root:');
  });

  it('show and hide whole rows and sections by conditions', async () => {
    const body = EmailBlocks.parse({
      sections: [
        { columns: [{ blocks: [kinds.conditional.block, footer] }] },
        { showWhen: 'company', columns: [{ blocks: [{ type: 'text', text: 'For {{company}}' }] }, { blocks: [] }] },
      ],
    });
    const compiled = await compileBlocks(mjmlCompiler, body);
    const parts = parseMailParts({ subject: 's', html: compiled.ok ? compiled.value.html : '' });
    const textFor = (data: object): string => {
      const mail = parts.ok
        ? renderMail(parts.value, { unsubscribeUrl: 'https://e.example/u', postalAddress: 'Road 1', ...data })
        : parts;
      return mail.ok ? mail.value.text : 'none';
    };
    expect(textFor({ industry: 'SaaS', company: 'Acme' })).toMatch(/^a\n[\s\S]*For Acme$/);
    expect(textFor({ industry: 'Steel' })).toMatch(/^b\n(?![\s\S]*For)/);
  });

  it.each([
    [{ type: 'text', text: '<div>x</div>' }, 'text tag_not_allowed'],
    [{ type: 'text', text: '<b>x' }, 'text tag_not_closed'],
    [{ type: 'text', text: '<b><i>x</b></i>' }, 'text tags_crossed'],
    [{ type: 'text', text: '<a>x</a>' }, 'text link_without_address'],
    [{ type: 'text', text: '<a href="javascript:alert(1)">x</a>' }, 'text unsafe_url'],
    [{ type: 'text', text: '{{#if a}}x' }, 'text unclosed_block'],
    [{ type: 'heading', text: '{{frist name}}' }, 'text unknown_helper'],
    [{ type: 'button', label: 'x', url: 'example.com' }, 'url unsafe_url'],
    [{ type: 'image', src: 'data:text/html,x', alt: '' }, 'src unsafe_url'],
    [{ type: 'social', links: [{ label: 'x', url: '//x.example' }] }, 'links.0.url unsafe_url'],
    [{ type: 'conditional', when: '(gt leadScore)', blocks: [footer] }, 'when arity'],
    [{ type: 'html', html: '<script>x</script>' }, 'html tag_not_allowed'],
    [{ type: 'html', html: '<p onclick="x">x</p>' }, 'html attribute_not_allowed'],
    [{ type: 'html', html: '</td></tr></table>' }, 'html tags_crossed'],
    [{ type: 'html', html: '<p>x' }, 'html tag_not_closed'],
    [{ type: 'html', html: '</mj-text>' }, 'html tag_not_allowed'],
    [{ type: 'html', html: '<!-- x -->' }, 'html markup_not_allowed'],
    [{ type: 'html', html: '<![CDATA[ x ]]>' }, 'html markup_not_allowed'],
  ])('refuse %o and say where', (block, found) => {
    expect(codes(block)).toContain(`sections.0.columns.0.blocks.0.${found}`);
  });

  it('lead to the preference page where a footer names no page of its own', async () => {
    expect(await html({ type: 'footer', preferences: {} })).toContain('href="{{preferencesUrl}}"');
  });

  it('ask for a footer that everybody sees', () => {
    const hidden = { sections: [{ showWhen: 'company', columns: [{ blocks: [footer] }] }] };
    expect(checkBlocks(EmailBlocks.parse(hidden)).map(({ code, severity }) => [code, severity])).toEqual([
      ['missing_footer', 'warning'],
    ]);
    expect(checkBlocks(bodyOf(footer))).toEqual([]);
  });

  it('leave text on a background of its own alone in dark mode', () => {
    const dark = blocksToMjml(bodyOf(footer)).match(/prefers-color-scheme:dark\)\{(.*)\}<\/mj-style>/)?.[1] ?? '';
    const colours = dark.split('}').filter((rule) => /[;{]color:/.test(rule));
    expect(colours.length).toBeGreaterThan(2);
    for (const rule of colours)
      for (const selector of (rule.split('{')[0] ?? '').split(',')) expect(selector).toMatch(/^\.pm-surface /);
  });

  it.each([{ sections: [] }, { sections: [{ columns: Array.from({ length: 5 }, () => ({ blocks: [] })) }] }])(
    'refuse %o',
    (body) => {
      expect(EmailBlocks.safeParse(body).success).toBe(false);
    },
  );
});

describe('inline text', () => {
  const markup = fc.array(
    fc.constantFrom(
      '<b>',
      '</b>',
      '<i>',
      '</i>',
      '<br>',
      '<script>',
      '<',
      '>',
      '&',
      '&amp;',
      '"',
      'x',
      '{{a "</b>"}}',
      '</mj-text>',
      '<a href="https://e.example/">',
      '</a>',
      '<span style="color:#112233;position:fixed">',
      '</span>',
    ),
    { maxLength: 20 },
  );

  it('comes out with allowed tags only, each closed in order, whatever went in', () => {
    fc.assert(
      fc.property(markup, (pieces) => {
        const { html: made } = richText(pieces.join(''), 'color:#000000');
        const open: string[] = [];
        for (const [, slash, tag = ''] of maskTags(made).source.matchAll(/<(\/?)([a-z-]+)[^>]*>/g)) {
          expect(['b', 'i', 'br', 'a', 'span']).toContain(tag);
          if (slash) expect(open.pop()).toBe(tag);
          else if (tag !== 'br') open.push(tag);
        }
        expect(open).toEqual([]);
        expect(made).not.toContain('position');
      }),
    );
  });
});

describe('masked tags', () => {
  it('come back exactly, however the source is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('{{a}}', '{{default b "}}"}}', 'mergetag0e', 'x', '"', '{{!-- c --}}', '\\{{d}}')),
        (pieces) => {
          const source = pieces.join('');
          const masked = maskTags(source);
          expect(masked.unmask(masked.source)).toBe(source);
          expect(tagsOf(masked.source)).toEqual([]);
        },
      ),
    );
  });
});
