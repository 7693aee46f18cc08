import { AccessDeniedError, EventStoreDBClient } from '@eventstore/db-client';

const FLAG = '--url';
const LONGEST_WAIT_MS = 20_000;

/** Takes `--url X` or `--url=X` out of the arguments; `url` is empty when the flag has no value. */
export function takeUrl(args: readonly string[]): { readonly url: string | undefined; readonly others: readonly string[] } {
  const at = args.findIndex((argument) => argument === FLAG || argument.startsWith(`${FLAG}=`));
  const found = args[at];
  if (found === undefined) return { url: undefined, others: args };
  const [value, length] = found === FLAG ? [args[at + 1] ?? '', 2] : [found.slice(FLAG.length + 1), 1];
  return { url: value, others: [...args.slice(0, at), ...args.slice(at + length)] };
}

/** @returns why the client cannot use this connection string, undefined if it can; without any part of it, which may be a password */
export function whyUnusable(url: string): string | undefined {
  const { warn } = console;
  const warnings: unknown[] = [];
  // The client prints the whole connection string with its warnings.
  console.warn = (warning) => {
    warnings.push(warning);
  };
  try {
    EventStoreDBClient.connectionString(url);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return message.replace(/^Unexpected ".*" at/s, 'Unexpected text at');
  } finally {
    console.warn = warn;
  }
  return warnings.length > 0 ? 'The client does not know one of its options, or warns of it.' : undefined;
}

/** @returns why the contract cannot be run against this server, undefined if it can */
export async function whyUnreachable(url: string): Promise<string | undefined> {
  const client = EventStoreDBClient.connectionString(url);
  try {
    for await (const _ of client.readAll({ maxCount: 1, deadline: LONGEST_WAIT_MS })) break;
    return undefined;
  } catch (error) {
    if (error instanceof AccessDeniedError) return 'It lets nobody in by this name and password, or it is not an admin.';
    return error instanceof Error ? error.message : String(error);
  } finally {
    await client.dispose();
  }
}
