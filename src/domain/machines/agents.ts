import type { SignName } from '../../contracts/sighting.ts';

interface AgentRule {
  readonly sign: SignName;
  readonly agent: RegExp;
  /** Readers' own programs that would match as well. */
  readonly unless?: RegExp;
}

/**
 * User agents of programs that act without a person, from what their makers publish and from SparkPost, Groundhogg, Mautic and Notifuse
 * (reference/reliability 4.1). GoogleImageProxy and YahooMailProxy are no machines: they load images when a person reads.
 */
const rules: readonly AgentRule[] = [
  { sign: 'apple_mpp', agent: /^Mozilla\/5\.0$/ },
  { sign: 'gmail_prefetch', agent: /Chrome\/42\.0\.2311\.135 Safari\/537\.36 Edge\/12\.246/ },
  {
    sign: 'security_scanner',
    agent:
      /\b(?:Barracuda|Mimecast|Proofpoint|IronPort|CiscoSecureEmail|TMES\b|FortiGuard|FortiMail|FortiSandbox|Fortinet|Symantec|MessageLabs|Trend ?Micro|ESET\b|BitDefender|Sophos|Kaspersky|Cloudmark|FireEye|Forcepoint|Websense|Avanan|Hornetsecurity|WildFire|VirusTotal|urlscan|PhishTank|Vade ?Secure|Zscaler ?Sandbox|SafeLinks|Defender for Office)\w*/i,
  },
  { sign: 'security_scanner', agent: /\bCisco[- ](?:ESA|Secure|Umbrella|Talos)/i },
  {
    sign: 'script',
    agent:
      /^(?:curl|PycURL|Wget|libwww|lwp|perl|WWW-Mechanize|Mechanize|Python|Go-http-client|Go \d|Java\/?\d|okhttp|Apache-HttpClient|Jakarta|Jetty|AHC\/|HTTPClient|HTTP_Request|axios|node-fetch|node$|undici|got |Ruby|Faraday|Typhoeus|Guzzle|PHP|PostmanRuntime|insomnia|HTTPie|reqwest|hyper\/|WinHttp|Microsoft URL Control|colly|Scrapy|Deno\/|Bun\/|RestSharp|Dart\/|rest-client|lua-resty|aiohttp|urlgrabber|libcurl|fasthttp|Symfony|ReactorNetty|Google-HTTP-Java-Client)/i,
  },
  { sign: 'script', agent: /\b(?:python-[a-z]+|aiohttp|libcurl|libwww-perl)/i },
  { sign: 'headless_browser', agent: /HeadlessChrome|PhantomJS|Puppeteer|Playwright|Selenium|SlimerJS|HtmlUnit/i },
  {
    sign: 'link_preview',
    agent:
      /\b(?:Slack-ImgProxy|Slackbot\w*|facebookexternalhit|facebookcatalog|Facebot|Twitterbot|LinkedInBot|Discordbot|TelegramBot|(?:Skype|Teams)\w*Preview|WhatsApp\/\d|redditbot|Pinterestbot|Embedly|Iframely|vkShare|Mattermost-Bot|Google-PageRenderer|Snap URL Preview)\b/i,
  },
  {
    sign: 'crawler',
    // Words that end in "bot", but not the telephones of Cubot.
    agent: /(?:(?<!cu)bot|crawler|spider|link ?checker|linkwalker|validator|slurp|feedfetcher|uptime)(?![a-z])/i,
  },
  {
    sign: 'antique_browser',
    agent: /\bMSIE [3-8]\.\d/,
    // Outlook, and Internet Explorer 9 to 11 in their compatibility view.
    unless: /Outlook|ms-office|MSOffice|Trident\/[5-7]/i,
  },
];

/** What a user agent says against its having been a person. */
export function signsOfAgent(userAgent: string | undefined): readonly SignName[] {
  const agent = userAgent?.trim() ?? '';
  if (agent === '') return ['no_agent'];
  const found = rules.filter((rule) => rule.agent.test(agent) && !rule.unless?.test(agent));
  return [...new Set(found.map(({ sign }) => sign))];
}
