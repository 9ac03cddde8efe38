import { pageCommands, runCommand } from './registry.ts';

/** In a browser there is no native menu that knows the keys of commands: the page listens itself. */
export function listenToKeys(): void {
  if (window.desktop !== undefined) return;
  document.addEventListener('keydown', (event) => {
    if (event.altKey || !(event.ctrlKey || event.metaKey)) return;
    const accelerator = `CmdOrCtrl+${event.shiftKey ? 'Shift+' : ''}${event.key.toUpperCase()}`;
    const command = pageCommands().find((known) => known.accelerator === accelerator);
    if (command === undefined) return;
    event.preventDefault();
    runCommand(command.id);
  });
}
