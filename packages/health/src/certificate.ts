/** Whether a reading's code says that the TLS certificate was not accepted: waiting does not make it valid. */
export function isCertificateCode(code: string | undefined): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO_(?:GET_ISSUER|VERIFY)|ALTNAME|HOSTNAME_MISMATCH/.test(code ?? '')
}
