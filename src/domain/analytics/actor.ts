export interface Sighting {
  readonly userAgent?: string | undefined;
  readonly isBotEvent?: string | undefined;
}

/** User agents of proxies that fetch images without a person: reference/reliability 4.1. */
const machineAgents: readonly RegExp[] = [
  /^Mozilla\/5\.0$/,
  /Chrome\/42\.0\.2311\.135 Safari\/537\.36 Edge\/12\.246/,
  /\b(?:bot|crawler|spider|scanner|barracuda|mimecast|proofpoint)\b/i,
];

/** Who opened or clicked. SES's own verdict comes first; without a sign of a machine it was a person. */
export function actorOf(sighting: Sighting): 'human' | 'machine' {
  if (sighting.isBotEvent === 'Likely') return 'machine';
  return machineAgents.some((agent) => agent.test(sighting.userAgent ?? '')) ? 'machine' : 'human';
}
