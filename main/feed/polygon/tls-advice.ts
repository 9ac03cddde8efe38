const INSPECTED =
  'The certificate is not from an authority that this computer trusts. A proxy or virus scanner may read the connection along: ' +
  'let an administrator exempt this server, or give its authority to the application with NODE_EXTRA_CA_CERTS. ' +
  'The key is never sent over such a connection.';

const ADVICE: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: INSPECTED,
  SELF_SIGNED_CERT_IN_CHAIN: INSPECTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: INSPECTED,
  UNABLE_TO_GET_ISSUER_CERT: INSPECTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: INSPECTED,
  CERT_HAS_EXPIRED: 'The certificate is out of date. Check date and time of this computer first.',
  CERT_NOT_YET_VALID: 'The certificate is not valid yet. Check date and time of this computer.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'The certificate belongs to another server. Check the address.',
};

/** What to do when a secure connection fails with this code of Node or OpenSSL. */
export function tlsAdvice(code: string | undefined): string {
  return ADVICE[code ?? ''] ?? 'The server does not speak TLS as expected at this port. Check address and port.';
}
