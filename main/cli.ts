import { HELP, OptionError, type Options, parseOptions } from './options.ts';

/** What a command line asks for: an end with text and exit code, or a run. */
export type Request =
  | { readonly kind: 'exit'; readonly code: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'command'; readonly run: () => Promise<number> }
  | { readonly kind: 'run'; readonly options: Options; readonly args: readonly string[] };

type SubCommand = (
  args: string[],
  io: { stdout: NodeJS.WritableStream; stderr: NodeJS.WritableStream },
) => Promise<number>;

/** Commands that do one thing and end; loaded only when asked for. */
const SUB_COMMANDS: Readonly<Record<string, () => Promise<SubCommand>>> = {
  alerts: async () => (await import('./alerts/alerts-command.ts')).runAlerts,
  compute: async () => (await import('./compute/run-compute.ts')).runCompute,
  export: async () => (await import('./export/export-command.ts')).runExport,
  inspect: async () => (await import('./inspect/inspect-command.ts')).runInspect,
  verify: async () => (await import('./inspect/verify-command.ts')).runVerify,
  'test-connection': async () => (await import('./feed/polygon/test-connection-command.ts')).runTestConnection,
};

/** Reads the command line. Never throws: a wrong argument is an exit with code 2 and one sentence. */
export function readCommandLine(args: readonly string[], version: string): Request {
  // The packaged application needs --headless where there is no display, for commands too.
  const [name, ...rest] = args[0] === '--headless' && args[1]?.startsWith('-') === false ? args.slice(1) : args;
  if (name !== undefined && !name.startsWith('-')) return subCommand(name, rest);
  try {
    const command = parseOptions(args);
    switch (command.kind) {
      case 'help':
        return { kind: 'exit', code: 0, stdout: HELP, stderr: '' };
      case 'version':
        return { kind: 'exit', code: 0, stdout: `${version}\n`, stderr: '' };
      case 'run':
        return { ...command, args };
    }
  } catch (error) {
    if (error instanceof OptionError) return wrongUse(error.message);
    throw error;
  }
}

function subCommand(name: string, args: string[]): Request {
  const load = Object.hasOwn(SUB_COMMANDS, name) ? SUB_COMMANDS[name] : undefined;
  if (load === undefined) {
    return wrongUse(`"${name}" is no command; there is ${Object.keys(SUB_COMMANDS).join(', ')}. See --help.`);
  }
  return {
    kind: 'command',
    async run() {
      process.stdout.on('error', endQuietlyOnClosedPipe);
      return (await load())(args, process);
    },
  };
}

/** `inspect PATH | head` ends when `head` has read enough, as other commands do. */
function endQuietlyOnClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
}

function wrongUse(sentence: string): Request {
  return { kind: 'exit', code: 2, stdout: '', stderr: `${sentence}\n` };
}
