/** Something that the page can do, for the native menu (by id) and the command palette (by title). */
export interface PageCommand {
  /** Stable, e.g. `layout:save`. */
  readonly id: string;
  readonly title: string;
  /** What takes part in the search beside the title; not shown. */
  readonly keywords?: string;
  /** As Electron writes it (`CmdOrCtrl+K`); in the desktop window those of the native menu come first. */
  readonly accelerator?: string;
  /** May be asynchronous; a rejection is reported on the console. */
  readonly run: () => unknown;
}

const sources: (() => readonly PageCommand[])[] = [];

/** Adds commands. The source is asked each time, so that its commands may come and go (saved layouts, for example). */
export function addCommands(source: () => readonly PageCommand[]): void {
  sources.push(source);
}

/** All commands of now, in the order in which their sources were added. */
export function pageCommands(): PageCommand[] {
  return sources.flatMap((source) => source());
}

/** Runs a command; false if there is none of that id now. */
export function runCommand(id: string): boolean {
  const command = pageCommands().find((known) => known.id === id);
  if (command === undefined) return false;
  void (async () => command.run())().catch((error: unknown) => console.error(`The command "${id}" failed.`, error));
  return true;
}
