import { parseConnectionString } from '@eventstore/db-client/dist/Client/parseConnectionString.js';

/** Where the event store is, and how it is reached. */
export interface ConnectionTarget {
  readonly hosts: readonly { readonly address: string; readonly port: number }[];
  readonly isSecure: boolean;
  /** Files that it names, as it names them. */
  readonly files: readonly string[];
  /** The one of them that vouches for the servers. */
  readonly authorityFile: string | undefined;
}

/**
 * A connection string that cannot be read, or that the client would take for something else than it says. The message is the end of a
 * sentence and quotes nothing, since the string may hold a password.
 */
export class ConnectionStringError extends Error {
  readonly code = 'CONNECTION_STRING_INVALID';
  constructor(message: string) {
    super(message);
    this.name = 'ConnectionStringError';
  }
}

const OPTIONS = [
  ...['tls', 'tlsCAFile', 'userCertFile', 'userKeyFile', 'nodePreference', 'maxDiscoverAttempts', 'discoveryInterval', 'gossipTimeout'],
  ...['connectionName', 'defaultDeadline', 'keepAliveInterval', 'keepAliveTimeout'],
];

/**
 * Reads a connection string as the client does, but refuses what that would warn of with the string in clear, or pass over in silence.
 * @throws ConnectionStringError
 */
export function readConnectionString(text: string): ConnectionTarget {
  const [, authority = '', query = ''] =
    /^esdb(?:\+discover)?:\/\/([^?]*)(?:\?(.*))?$/.exec(text) ?? refuse('must be a connection string that begins with esdb://');
  checkUser(authority);
  checkOptions(query);
  const { hosts, tls, defaultCredentials, tlsCAFile, userCertFile, userKeyFile } = parsed(text);
  if (tls === false && defaultCredentials)
    refuse('has a user name and a password, but tls=false: they would not be sent. Take tls=false away, or the user name and the password');
  const files = [tlsCAFile, userCertFile, userKeyFile].filter((file) => file !== undefined);
  return { hosts, isSecure: tls !== false, files, authorityFile: tlsCAFile };
}

function refuse(problem: string): never {
  throw new ConnectionStringError(problem);
}

/** The client cuts a password at a colon, and takes what it does not understand for a host. */
function checkUser(authority: string): void {
  const parts = authority.split('@');
  const isUser = parts.length === 1 || (parts.length === 2 && /^[^:]+:[^:]+$/.test(parts[0] ?? ''));
  if (!isUser)
    refuse('must name the user as user:password@, with @, : and other special letters of the password written as %40, %3A and so on');
}

function checkOptions(query: string): void {
  const known = new Set(OPTIONS.map(flat));
  for (const [index, option] of query.split('&').entries()) {
    const [name = ''] = option.split('=');
    if (flat(name) === 'tlsverifycert') refuse('asks for tlsVerifyCert, which has no effect: name the certificate to trust with tlsCAFile');
    if (query !== '' && !known.has(flat(name))) refuse(`has an option, number ${index + 1}, that is none of ${OPTIONS.join(', ')}`);
  }
}

function flat(name: string): string {
  return name.trim().toLowerCase().replace(/[_-]/g, '');
}

function parsed(text: string): ReturnType<typeof parseConnectionString> {
  try {
    return parseConnectionString(text);
  } catch {
    return refuse('cannot be read: it must look like esdb://user:password@host:port,host:port?tls=true&tlsCAFile=path');
  }
}
