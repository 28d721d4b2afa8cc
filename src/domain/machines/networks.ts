import ipaddr from 'ipaddr.js';
import type { Sighting, SignName } from '../../contracts/sighting.ts';

interface Network {
  readonly sign: SignName;
  /** Only opens, where people's clicks come from the same addresses. */
  readonly kind?: Sighting['kind'];
  readonly ranges: readonly string[];
}

/**
 * Networks in which no reader sits, as their owners publish them: Exchange Online Protection (endpoint set 10) and the scans of Safe Links, Proofpoint Essentials,
 * Mimecast and Barracuda for filters, googlebot.json for crawlers. Apple owns 17.0.0.0/8. Gmail's image proxy is left out: it shows when
 * a person reads.
 */
const networks: readonly Network[] = [
  {
    sign: 'mail_filter_network',
    ranges: [
      '40.92.0.0/15',
      '40.94.0.0/16',
      '40.107.0.0/16',
      '52.100.0.0/14',
      '104.47.0.0/17',
      '2a01:111:f400::/48',
      '2a01:111:f403::/48',
      '67.231.144.0/20',
      '148.163.128.0/19',
      '205.139.110.0/23',
      '207.211.30.0/24',
      '63.128.21.0/24',
      '170.10.128.0/21',
      '209.222.80.0/21',
      '64.235.144.0/20',
    ],
  },
  { sign: 'crawler_network', ranges: ['66.249.64.0/20'] },
  { sign: 'apple_network', kind: 'open', ranges: ['17.0.0.0/8'] },
];

const parsed = networks.map((network) => ({
  ...network,
  ranges: network.ranges.map((range) => ipaddr.parseCIDR(range)),
}));

/** What an address says against its having been a person. */
export function signsOfAddress(address: string | undefined, kind: Sighting['kind']): readonly SignName[] {
  if (!address || !ipaddr.isValid(address)) return [];
  const ip = ipaddr.process(address);
  return parsed
    .filter(
      (network) =>
        (network.kind ?? kind) === kind &&
        network.ranges.some((range) => ip.kind() === range[0].kind() && ip.match(range)),
    )
    .map(({ sign }) => sign);
}

/** Whether two sightings of one address have that in common: private, loopback and reserved addresses tell nothing. */
export const isTelling = (address: string): boolean =>
  ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';
