import { printableBytes } from "./printable.ts";

const redacted = "REDACTED";
/** A longer path tells a reader nothing more and makes the log easy to flood. */
const longestPath = 4_096;

/**
 * How the credentials of well-known services begin. Our own placeholders look the same and are redacted with them.
 * Lengths are the shortest seen: a hidden path segment costs a reader little, a shown key costs its owner much.
 */
const credentialShapes = [
  "sk-[\\w-]{8,}",
  "(?:gh[pousr]_|github_pat_|glpat-|npm_|pypi-|hf_|dckr_(?:pat|oat)_|sntry[su]_|gls[ac]_|xox[abeprs]-|shp(?:at|ss)_)[\\w-]{8,}",
  "(?:rk|pk|whsec)_(?:live_|test_)?\\w{16,}",
  "A(?:KIA|SIA)[A-Z0-9]{16}",
  "AIza[\\w-]{30,}",
  "ya29\\.[\\w-]{16,}",
  // Told by its beginning alone: to look for the dot behind it would cost the square of the length of a hostile path.
  "eyJ[\\w-]{12,}(?:\\.[\\w-]*)*",
  "bot\\d{6,}:[\\w-]{20,}",
].join("|");
const credential = new RegExp(`(?<![A-Za-z0-9])(?:${credentialShapes})`, "g");
/** Chat services whose webhook addresses are themselves the secret. */
const webhook = /(\/services\/T\w+\/B\w+\/|\/api\/webhooks\/\d+\/)[\w-]+/g;
const matrixValue = /;([^=/;]+)=[^/;]*/g;
const userInfo = /^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i;
/** A bare word in a query is a name, like `?wsdl`; anything else may be a secret without one. */
const bareName = /^[A-Za-z][\w.-]{0,31}$/;

/**
 * A request target as it may be kept: query values replaced, user info and everything that looks like a credential
 * removed, printable ASCII only, at most 4,096 characters and a mark. Takes origin form and absolute form.
 */
export function redactPath(target: string): string {
  const bytes = printableBytes(target);
  const queryAt = bytes.indexOf("?");
  const path = redactSegments((queryAt < 0 ? bytes : bytes.slice(0, queryAt)).replace(userInfo, "$1"));
  const whole = queryAt < 0 ? path : `${path}?${redactQuery(bytes.slice(queryAt + 1))}`;
  return whole.length <= longestPath ? whole : `${whole.slice(0, longestPath)}...TRUNCATED`;
}

function redactSegments(path: string): string {
  const plain = hideCredentials(path).replace(webhook, `$1${redacted}`).replace(matrixValue, `;$1=${redacted}`);
  if (!plain.includes("%")) return plain;
  // Percent-encoding hides a credential from the patterns but not from a reader.
  return plain
    .split("/")
    .map((segment) => (hideCredentials(decoded(segment)) === decoded(segment) ? segment : redacted))
    .join("/");
}

function redactQuery(query: string): string {
  return query.split("&").map(redactParameter).join("&");
}

function redactParameter(parameter: string): string {
  const equals = parameter.indexOf("=");
  const name = equals < 0 ? parameter : parameter.slice(0, equals);
  const plainName = decoded(name);
  const keptName = hideCredentials(plainName) === plainName ? name : redacted;
  if (equals < 0) return keptName === "" || bareName.test(keptName) ? keptName : redacted;
  return equals === parameter.length - 1 ? `${keptName}=` : `${keptName}=${redacted}`;
}

function hideCredentials(text: string): string {
  return text.replace(credential, redacted);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
