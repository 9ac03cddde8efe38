/** Something that the application can do: for the native menu, the tray and the page's command palette. */
export interface AppCommand {
  /** Stable: the id of the menu item too. One with a colon and no `run` in main is a command of the page (renderer/commands/). */
  readonly id: string;
  readonly label: string;
  readonly accelerator?: string;
  /** Shown with a mark while `isChecked()`: one of a group, or a switch of its own. */
  readonly kind?: 'radio' | 'checkbox';
  readonly isChecked?: () => boolean;
  /** Default: always. */
  readonly isEnabled?: () => boolean;
  /** Run by the page, which has it in its palette itself. */
  readonly isOfPage?: boolean;
  readonly run: () => unknown;
}

/** All that the application can do now, in the order in which it was added. */
export class AppCommands {
  readonly #commands = new Map<string, AppCommand>();

  /** Throws when there is a command of that id: two menu items would share it. */
  add(commands: readonly AppCommand[]): void {
    for (const command of commands) {
      if (this.#commands.has(command.id)) throw new Error(`there are two commands of the id "${command.id}"`);
      this.#commands.set(command.id, command);
    }
  }

  get(id: string): AppCommand | undefined {
    return this.#commands.get(id);
  }

  all(): readonly AppCommand[] {
    return [...this.#commands.values()];
  }

  /** Runs a command; false where there is none of that id, or not now. */
  run(id: string): boolean {
    const command = this.#commands.get(id);
    if (command === undefined || command.isEnabled?.() === false) return false;
    command.run();
    return true;
  }
}
