import type { NetworkCause } from "../../protocol/failure";

// Node's and OpenSSL's codes: https://nodejs.org/api/errors.html, https://nodejs.org/api/tls.html#x509-certificate-error-codes
const causes: Readonly<Record<string, NetworkCause>> = {
  ENOTFOUND: "nameUnknown",
  EAI_AGAIN: "nameUnknown",
  EAI_FAIL: "nameUnknown",
  ECONNREFUSED: "refused",
  ETIMEDOUT: "noRoute",
  EHOSTUNREACH: "noRoute",
  ENETUNREACH: "noRoute",
  EHOSTDOWN: "noRoute",
  ECONNRESET: "brokeOff",
  EPIPE: "brokeOff",
  DEPTH_ZERO_SELF_SIGNED_CERT: "selfSigned",
  SELF_SIGNED_CERT_IN_CHAIN: "unknownAuthority",
  UNABLE_TO_GET_ISSUER_CERT: "unknownAuthority",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "unknownAuthority",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "unknownAuthority",
  CERT_UNTRUSTED: "unknownAuthority",
  INVALID_CA: "unknownAuthority",
  INVALID_PURPOSE: "unknownAuthority",
  CERT_SIGNATURE_FAILURE: "unknownAuthority",
  CERT_HAS_EXPIRED: "certificateExpired",
  CERT_NOT_YET_VALID: "certificateNotYetValid",
  HOSTNAME_MISMATCH: "hostMismatch",
  ERR_TLS_CERT_ALTNAME_INVALID: "hostMismatch",
  ERR_SSL_WRONG_VERSION_NUMBER: "notTls",
  ERR_SSL_PACKET_LENGTH_TOO_LONG: "notTls",
  ERR_SSL_UNSUPPORTED_PROTOCOL: "notTls",
  EPROTO: "notTls",
};

/** Names what a failed connection failed on; undefined if `error` is no network error at all. */
export function networkCause(error: unknown): NetworkCause | undefined {
  const code = codeOf(error);
  if (code === undefined) return undefined;
  // The HTTP parser met something else, most often the first bytes of TLS.
  if (code.startsWith("HPE_")) return "notHttp";
  return causes[code] ?? "other";
}

// A name with several addresses fails with one error for each.
function codeOf(error: unknown): string | undefined {
  const one: unknown = error instanceof AggregateError ? error.errors[0] : error;
  return one instanceof Error && "code" in one && typeof one.code === "string" ? one.code : undefined;
}
