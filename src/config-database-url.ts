// What DATABASE_URL must look like. Judged before anything else reads it: the platform's and the driver's own parsers
// print the whole address, password and all, when it is not one.
import { z } from 'zod';

const LIKE_THIS = 'postgres://user:password@host:5432/name';
const NO_ADDRESS = `is no address: it must look like ${LIKE_THIS}, with @ : / ? # % of the password written as %40 %3A %2F %3F %23 %25`;
/** The driver takes no IPv6 address and no path of a socket in an address. */
const PLAIN_HOST = /^[A-Za-z0-9._-]+$/;
/** The driver does not decode the name. */
const PLAIN_NAME = /^\/[A-Za-z0-9_.$-]+$/;
/** Parts that the driver, or the server, would not take where they stand. */
const NOT_AFTER_THE_NAME = ['user', 'password', 'host', 'port', 'dbname', 'target_session_attrs'];

/** Says what is wrong in words that hold nothing of the value. */
function problemOf(text: string): string | undefined {
  if (!/^postgres(ql)?:\/\//.test(text)) return 'must begin with postgres://';
  if (!URL.canParse(text)) return NO_ADDRESS;
  const { username, password, hostname, pathname, searchParams, hash } = new URL(text);
  if (!isDecodable(username) || !isDecodable(password)) {
    return 'has a % in its user or password that begins no code: write it as %25';
  }
  if (hash !== '') return NO_ADDRESS;
  if (!PLAIN_HOST.test(hostname)) return `must name one host, by name or IPv4 address, as in ${LIKE_THIS}`;
  if (isCutAtComma(text)) return NO_ADDRESS;
  if (!PLAIN_NAME.test(pathname)) return `must end with the name of a database, as in ${LIKE_THIS}`;
  const misplaced = NOT_AFTER_THE_NAME.find((name) => searchParams.has(name));
  return misplaced === undefined ? undefined : `must not hold ${misplaced}= after the ?`;
}

/** The driver takes what stands behind the first @ for a list of hosts, though it be a part of the password. */
function isCutAtComma(text: string): boolean {
  const [authority = ''] = text.slice(text.indexOf('://') + 3).split(/[?/]/);
  return authority.slice(authority.indexOf('@') + 1).includes(',');
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** An address that `new URL` and postgres.js take without throwing. */
export const databaseUrl = z.string().superRefine((text, context) => {
  const message = problemOf(text);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
});
