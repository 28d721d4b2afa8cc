/** What stands before the last @ of an address, and what behind it; all of it is the domain where there is none. */
export function addressParts(address: string): readonly [local: string, domain: string] {
  const at = address.lastIndexOf('@');
  return [address.slice(0, Math.max(0, at)), address.slice(at + 1)];
}

/** The domain of an address, in lower case. */
export const domainOf = (address: string): string => addressParts(address)[1].toLowerCase();
