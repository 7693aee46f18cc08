// The layout of a vault is part of the backup's format: people who recover without us rely on it (README.md).

/** Says which key the vault was begun with. */
export const KEY_CHECK = 'key-check.age';

/** In 256 folders by the first two digits, so that none grows too large to list. */
export const objectName = (sha256: string): string => `objects/${sha256.slice(0, 2)}/${sha256}.age`;

export const manifestName = (digest: string): string => `${MANIFESTS}${digest}.age`;

/** Where something damaged goes when what it should have been is stored anew. */
export const damagedName = (name: string, number: number): string => `damaged/${name}.${number}`;

export const MANIFESTS = 'manifests/';

/** The digest in a manifest's name; undefined for anything else that lies there. */
export const digestOf = (name: string): string | undefined => /^manifests\/([0-9a-f]{64})\.age$/.exec(name)?.[1];
