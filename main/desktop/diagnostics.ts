import { cpus, freemem, release, totalmem, type } from 'node:os';
import { app, type BrowserWindow, dialog, screen, shell } from 'electron';
import type { RunningApp } from '../app.ts';
import { diagnosticsText } from '../diagnostics/diagnostics-file.ts';
import type { LogFile } from '../diagnostics/log-file.ts';
import type { Redactor } from '../diagnostics/redactor.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { AppCommand } from './app-commands.ts';
import { saveTextAs } from './save-dialog.ts';

const LOG_LINES = 2_000;

export interface DiagnosticsSetup {
  readonly version: string;
  readonly args: readonly string[];
  readonly settings: SettingsStore;
  readonly problems: () => readonly string[];
  readonly running: () => RunningApp | null;
  readonly window: () => BrowserWindow | null;
  readonly logFile: LogFile;
  readonly redactor: Redactor;
}

/** The commands of bug reports: a file with everything but secrets, and the folder of the logs. */
export function diagnosticsCommands(setup: DiagnosticsSetup): readonly AppCommand[] {
  return [
    { id: 'diagnostics', label: 'Save Diagnostics File...', run: () => void save(setup) },
    { id: 'logs', label: 'Open Log Folder', run: () => void openLogs(setup) },
  ];
}

async function save(setup: DiagnosticsSetup): Promise<void> {
  const day = new Date().toISOString().slice(0, 10);
  const target = {
    title: 'Save the diagnostics file',
    name: `multi-ticker-diagnostics-${day}.json`,
    filters: [{ name: 'JSON', extensions: ['json'] }],
  };
  await saveTextAs(setup.window(), target, () => textOf(setup));
}

function textOf({ version, args, settings, problems, running, logFile, redactor }: DiagnosticsSetup): string {
  const { electron, chrome, node, v8 } = process.versions;
  const facts = {
    createdAt: new Date().toISOString(),
    versions: { application: version, electron, chrome, node, v8 },
    system: {
      platform: process.platform,
      arch: process.arch,
      type: type(),
      release: release(),
      cpus: cpus().length,
      cpu: cpus()[0]?.model ?? null,
      memoryBytes: totalmem(),
      freeMemoryBytes: freemem(),
      locale: app.getLocale(),
      isPackaged: app.isPackaged,
      isSandboxed: !app.commandLine.hasSwitch('no-sandbox'),
      gpu: app.getGPUFeatureStatus(),
      displays: screen.getAllDisplays().map(({ size, scaleFactor }) => ({ ...size, scaleFactor })),
    },
    args,
    settings: { ...settings.all() },
    problems: problems(),
    status: running()?.status() ?? null,
    diagnostics: running()?.diagnostics() ?? null,
    processes: app.getAppMetrics(),
    log: logFile.tail(LOG_LINES),
  };
  return diagnosticsText(facts, redactor.redact);
}

async function openLogs({ logFile }: DiagnosticsSetup): Promise<void> {
  const problem = await shell.openPath(logFile.directory);
  if (problem !== '') dialog.showErrorBox('The log folder cannot be opened', `${logFile.directory}\n${problem}`);
}
