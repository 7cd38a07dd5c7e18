import { RequestBodyError } from "./bodyRelay.ts";
import type { Refusal } from "./exchange.ts";
import { refusal } from "./refusals.ts";
import { UpstreamError } from "./upstreamConnector.ts";

export interface UpstreamFailure {
  /** As the record names it. */
  readonly error: string;
  readonly refusal: Refusal;
  /** An open connection broke, which a kept one may do at any time. */
  readonly connectionLost: boolean;
}

/** Says what went wrong with an upstream, to the client and to the record. */
export function describeUpstreamError(error: Error, answered: boolean): UpstreamFailure {
  if (error instanceof RequestBodyError) {
    const { refusal: refused } = error;
    return { error: refused.rule.replaceAll("-", "_"), refusal: refused, connectionLost: false };
  }
  if (error instanceof UpstreamError) {
    if (error.kind === "private_address") {
      const hint = "The user can name the host in config.toml by a [[rule]] or an [[upstream]].";
      return {
        error: error.kind,
        refusal: refusal(403, "private-address", error.message, hint),
        connectionLost: false,
      };
    }
    if (error.kind === "proxy_loop") {
      return { error: error.kind, refusal: refusal(403, "proxy-loop", error.message), connectionLost: false };
    }
    const status = error.kind === "upstream_timeout" ? 504 : 502;
    return failure(error.kind, status, error.message, false);
  }
  switch ((error as NodeJS.ErrnoException).code) {
    case "UND_ERR_HEADERS_TIMEOUT":
    case "UND_ERR_BODY_TIMEOUT":
      return failure("upstream_timeout", 504, "The upstream did not answer in time.", false);
    case "UND_ERR_HEADERS_OVERFLOW":
      return failure("upstream_bad_response", 502, "The upstream's headers are too large.", false);
    case "UND_ERR_RES_CONTENT_LENGTH_MISMATCH":
      return failure("upstream_truncated", 502, "The upstream's answer was cut short.", false);
    case "UND_ERR_INVALID_ARG":
    case "UND_ERR_REQ_CONTENT_LENGTH_MISMATCH":
      return failure("bad_request", 502, "The request cannot be sent on in this form.", false);
    case "ECONNRESET":
    case "EPIPE":
    case "UND_ERR_SOCKET":
      return failure("upstream_reset", 502, "The upstream closed the connection without an answer.", !answered);
    default:
      return /^HPE_|HTTPParser/.test(`${(error as NodeJS.ErrnoException).code} ${error.name}`)
        ? failure("upstream_bad_response", 502, "The upstream's answer is not valid HTTP.", false)
        : failure("upstream_failed", 502, "The connection to the upstream failed.", false);
  }
}

function failure(error: string, status: number, message: string, connectionLost: boolean): UpstreamFailure {
  return { error, refusal: refusal(status, error.replaceAll("_", "-"), message, null, true), connectionLost };
}
