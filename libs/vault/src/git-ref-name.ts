/** What git-check-ref-format(1) forbids in a ref name. */
const FORBIDDEN = /\.\.|\/\.|\/\/|@\{|\.lock(\/|$)|[/.]$|[\x00-\x20\x7f~^:?*[\\]/;

/** The full name of a ref. Safe to hand to git: no white space, no option, no path that leaves `refs/`. */
export const isRefName = (name: string): boolean => name.startsWith('refs/') && !FORBIDDEN.test(name);
