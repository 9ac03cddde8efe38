import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

// Tests and benchmarks run in the root of the project.
const serverPath = resolve('dist/main/server.js');
const START_TIMEOUT_MS = 20_000;

export interface ServerProcess {
  readonly child: ChildProcess;
  /** http://127.0.0.1:PORT of the pages. */
  readonly webUrl: string;
  /** ws://127.0.0.1:PORT of the streams; http on the same port for /tables and /snap. */
  readonly wsUrl: string;
  /** Everything written so far to stdout and stderr. */
  output(): string;
  /** Sends the signal and resolves to the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/**
 * Starts the built application in server mode on free ports and waits until it prints its addresses. `preload`: a module that is
 * loaded before it, and that may exchange messages with `child`.
 */
export async function startServer(
  args: string[],
  environment: NodeJS.ProcessEnv = {},
  preload: string | null = null,
): Promise<ServerProcess> {
  const record = args.includes('--data-dir') ? [] : ['--no-record'];
  const child = spawnServer(['--ws-port', '0', '--web-port', '0', ...record, ...args], environment, preload);
  const output = collect(child);
  const addresses = await waitFor(() => {
    const web = /^Dashboard +(http:\/\/[^/\s]+)/m.exec(output());
    const ws = /^Streams +(ws:\/\/[^/\s]+)/m.exec(output());
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}:\n${output()}`);
    return web?.[1] !== undefined && ws?.[1] !== undefined ? { webUrl: web[1], wsUrl: ws[1] } : null;
  }, START_TIMEOUT_MS);
  return { child, ...addresses, output, stop: (signal = 'SIGTERM') => stop(child, signal) };
}

/** Runs the built application to its end: for wrong arguments and for commands. */
export async function runToEnd(
  args: string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawnServer(args, environment);
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (data) => {
    stdout += data;
  });
  child.stderr?.on('data', (data) => {
    stderr += data;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

function spawnServer(args: string[], environment: NodeJS.ProcessEnv, preload: string | null = null): ChildProcess {
  const { POLYGON_API_KEY, MASSIVE_API_KEY, ...inherited } = process.env;
  const preloaded = preload === null ? [] : ['--import', pathToFileURL(preload).href];
  return spawn(process.execPath, [...preloaded, serverPath, ...args], {
    env: { ...inherited, ...environment },
    stdio: preload === null ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'pipe', 'pipe', 'ipc'],
  });
}

function collect(child: ChildProcess): () => string {
  let text = '';
  const add = (data: Buffer) => {
    text += data.toString();
  };
  child.stdout?.on('data', add);
  child.stderr?.on('data', add);
  return () => text;
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const closed = once(child, 'exit') as Promise<[number | null]>;
  child.kill(signal);
  return (await closed)[0];
}

/** Polls until `probe` answers something other than null; fails after `timeoutMs`. */
export async function waitFor<T>(probe: () => T | null | Promise<T | null>, timeoutMs = 15_000): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await probe();
    if (answer !== null) return answer;
    if (Date.now() > deadline) throw new Error(`still waiting after ${timeoutMs} ms`);
    await new Promise((done) => setTimeout(done, 50));
  }
}
