const HIDDEN = '[hidden]';
/** Shorter ones would hide ordinary words. */
const SHORTEST = 6;
/** What looks like a key beside its usual names, in addresses, headers and JSON. */
const NAMED_SECRET =
  /((?:api[_-]?key|authorization|bearer|token|password|secret)["']?\s*[=:]\s*["']?)(?:bearer\s+)?[^\s"'&,;}]+/gi;

/** A name and password in an address. */
const USER_INFO = /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/?#"']+@/gi;

/** Takes secrets out of texts that people may pass on. */
export interface Redactor {
  /** A text that must never be shown, in whichever form addresses and JSON write it. */
  hide(secret: string | null): void;
  redact(text: string): string;
}

export function createRedactor(): Redactor {
  const secrets = new Set<string>();
  return {
    hide(secret) {
      if (secret === null || secret.length < SHORTEST) return;
      const inJson = JSON.stringify(secret).slice(1, -1);
      for (const form of [secret, encodeURIComponent(secret), inJson]) secrets.add(form);
    },
    redact(text) {
      let clean = text;
      for (const secret of secrets) clean = clean.replaceAll(secret, HIDDEN);
      return clean.replace(USER_INFO, `$1${HIDDEN}@`).replace(NAMED_SECRET, `$1${HIDDEN}`);
    },
  };
}
