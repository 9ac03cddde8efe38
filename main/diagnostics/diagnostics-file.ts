import { homedir } from 'node:os';
import type { AppStatus } from '../status.ts';
import type { DiagnosticsReport } from './diagnostics-report.ts';

/** Settings that never leave this computer. */
const SECRET_SETTINGS: ReadonlySet<string> = new Set(['apiKeyEncrypted', 'apiKeyPlain']);

/** What a bug report needs. */
export interface DiagnosticsFacts {
  readonly createdAt: string;
  readonly versions: Readonly<Record<string, string | undefined>>;
  readonly system: Readonly<Record<string, unknown>>;
  readonly args: readonly string[];
  readonly settings: Readonly<Record<string, unknown>>;
  /** What the user was told is wrong. */
  readonly problems: readonly string[];
  /** Null where nothing runs. */
  readonly status: AppStatus | null;
  readonly diagnostics: DiagnosticsReport | null;
  /** Of all processes of the application. */
  readonly processes: readonly unknown[];
  /** The newest lines of the log, JSON each. */
  readonly log: readonly string[];
}

/** The text of the diagnostics file: JSON without secrets, and without the name of the user in paths. */
export function diagnosticsText(facts: DiagnosticsFacts, redact: (text: string) => string): string {
  const settings = Object.fromEntries(
    Object.entries(facts.settings).map(([name, value]) => [
      name,
      SECRET_SETTINGS.has(name) ? (value === null ? null : '[hidden]') : value,
    ]),
  );
  const forms = homeForms(homedir());
  const clean = (text: string) => redact(forms.reduce((rest, form) => rest.replaceAll(form, '~'), text));
  // Text by text: what is taken out of the whole could take its brackets along.
  const cleaned = (_: string, value: unknown) => (typeof value === 'string' ? clean(value) : value);
  return `${JSON.stringify({ ...facts, settings, log: facts.log.map(parsed) }, cleaned, 2)}\n`;
}

/** How paths and the addresses of files write the home directory; none where it is no more than a drive. */
export function homeForms(home: string): readonly string[] {
  if (home.length <= 3) return [];
  const slashed = home.replaceAll('\\', '/');
  return [...new Set([home, slashed, encodeURI(slashed)])];
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return line;
  }
}
