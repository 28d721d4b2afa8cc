import { mapHtmlParts } from './html-part.ts';
import { clickToken, openToken } from './ids.ts';
import type { Link } from './mail.ts';
import type { SendRequest } from './send-request.ts';
import type { SesTemplate } from './template.ts';
import { addPixel, trackLinks } from './track-html.ts';

interface Tracked {
  readonly raw: Buffer;
  /** The HTML as changed, undefined when nothing was. */
  readonly html?: string;
  readonly opens: boolean;
  readonly links: readonly Link[];
}

export interface Trackers {
  apply(messageId: string, raw: Buffer, request: SendRequest): Tracked;
}

/** Adds open pixel and click redirects below `publicUrl` where the configuration set or the request asks for it. */
export function trackersAt(publicUrl: () => string, template: SesTemplate): Trackers {
  return {
    apply: (messageId, raw, request) => {
      const { opens, clicks } = wanted(request, template);
      if (!opens && !clicks) return { raw, opens, links: [] };
      const base = `${publicUrl()}/_local/t`;
      let links: readonly Link[] = [];
      let html = '';
      const rewritten = mapHtmlParts(raw, (source) => {
        const tracked = clicks
          ? trackLinks(source, links, (index) => `${base}/c/${clickToken(messageId, index)}`)
          : { html: source, links };
        links = tracked.links;
        const part = opens ? addPixel(tracked.html, `${base}/o/${openToken(messageId)}`) : tracked.html;
        html += part;
        return part;
      });
      return { raw: rewritten, html, opens, links };
    },
  };
}

/** An override counts; without one, a destination for the event type switches tracking on. Both need a configuration set. */
function wanted({ ConfigurationSetName, ConfigurationOverrides }: SendRequest, { destinations }: SesTemplate) {
  const published = (type: string): boolean =>
    destinations.some(({ configurationSet, types }) => configurationSet === ConfigurationSetName && types.has(type));
  const override = ConfigurationOverrides?.Tracking;
  return {
    opens: override?.OpenTrackingEnabled ? override.OpenTrackingEnabled === 'ENABLED' : published('open'),
    clicks: override?.ClickTrackingEnabled ? override.ClickTrackingEnabled === 'ENABLED' : published('click'),
  };
}
