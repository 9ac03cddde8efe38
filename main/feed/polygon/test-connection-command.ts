import { parseArgs } from 'node:util';
import { apiKeyFromEnvironment } from '../../api-key.ts';
import { type TestStep, testConnection } from './test-connection.ts';
import { TEST_STEP_TITLES } from './test-step-titles.ts';

const HELP = `Usage: npm start -- test-connection [--feed-url URL]

Walks the way to live trades with the key of POLYGON_API_KEY or MASSIVE_API_KEY and names the step that fails: address, name, port,
TLS, stream, key, plan, connection limit, trades. Ends with 0 when trades can be received, else with 1.
The provider allows one connection per key: a program that uses the same key may lose its own for a moment.

  --feed-url URL   as for a run: a ws:// or wss:// address, or the name of a known server
  --help
`;

const MARKS = { running: '    ', ok: 'ok  ', notice: 'note', failed: 'FAIL', skipped: '-   ' } as const;

interface Streams {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

/** The command `test-connection`; resolves to the exit code: 0 ok, 1 failed, 2 wrong use. */
export async function runTestConnection(args: string[], { stdout, stderr }: Streams): Promise<number> {
  const values = parse(args);
  if (typeof values === 'string') {
    stderr.write(`${values} See test-connection --help.\n`);
    return 2;
  }
  if (values.help) {
    stdout.write(HELP);
    return 0;
  }
  const key = apiKeyFromEnvironment();
  if (key === null)
    stderr.write('There is no API key in POLYGON_API_KEY or MASSIVE_API_KEY: only the way is tested.\n');
  const abort = new AbortController();
  const cancel = () => abort.abort();
  process.once('SIGINT', cancel);
  const outcome = await testConnection({
    address: values['feed-url'] ?? null,
    key: key ?? '',
    withoutKey: key === null,
    signal: abort.signal,
    onStep: (step) => {
      if (step.state !== 'running') stdout.write(lineOf(step));
    },
  });
  process.removeListener('SIGINT', cancel);
  return outcome === 'ok' && key !== null ? 0 : 1;
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: { 'feed-url': { type: 'string' }, help: { type: 'boolean', short: 'h' } },
      strict: true,
    }).values;
  } catch (error) {
    return `${(error instanceof Error ? error.message : String(error)).split(/\.\s/)[0]}.`;
  }
}

function lineOf({ id, state, ms, detail, advice }: TestStep): string {
  const time = ms === null ? '' : `${ms} ms`;
  const todo = advice === null ? '' : `${' '.repeat(31)}${advice}\n`;
  return `${MARKS[state]} ${TEST_STEP_TITLES[id].padEnd(17)}${time.padStart(8)} ${detail}\n${todo}`;
}
