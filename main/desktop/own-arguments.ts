/** Switches of Chromium, Electron and test drivers that share the command line with ours. */
const FOREIGN_SWITCHES =
  /^--(no-sandbox|user-data-dir|remote-debugging-(port|pipe)|inspect(-brk)?|js-flags|lang|password-store|ozone-|use-|enable-|disable-|force-|in-process-|no-zygote|allow-|original-process-start-time|trace-|auto-open-devtools|host-rules|proxy-|ignore-|single-process|gtk-version|class=|squirrel-)|^--log-level=\d+$|^-psn_/;

/**
 * The application's own arguments: without the executable, the application path (when run from source), and the switches
 * that belong to Chromium and Electron.
 */
export function ownArguments(argv: readonly string[], fromSource: boolean): string[] {
  const rest = argv.slice(1);
  const first = fromSource ? rest.findIndex((arg) => !arg.startsWith('-')) + 1 : 0;
  return rest.slice(first).filter((arg) => !FOREIGN_SWITCHES.test(arg));
}
