import { type AppSetup, type RunningApp, StartError, startApp } from './app.ts';
import { createRedactor } from './diagnostics/redactor.ts';
import { createLog, writeLine } from './log.ts';

/** A second signal after this long ends the process at once: a terminal and a parent may both send the first one. */
const IMPATIENT_AFTER_MS = 1_000;

/**
 * Runs without a window until a signal, or until `asked` gives another reason to end; resolves to the exit code. Prints
 * where the dashboard is.
 */
export async function runHeadless(setup: Omit<AppSetup, 'log'>, asked?: Promise<string>): Promise<number> {
  const redactor = createRedactor();
  redactor.hide(setup.apiKey);
  const log = createLog(setup.options.logLevel, (entry) =>
    writeLine({ ...entry, message: redactor.redact(entry.message) }),
  );
  const stopped = Promise.race([untilSignal(), ...(asked === undefined ? [] : [asked])]);
  let app: RunningApp;
  try {
    app = await startApp({ ...setup, log });
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
  process.stdout.write(welcome(app));
  log.info(`stopping on ${await stopped}`);
  await app.stop();
  return 0;
}

function welcome(app: RunningApp): string {
  return [
    `Dashboard  ${app.webUrl}/multi_ticker_dashboard.html`,
    `One pair   ${app.webUrl}/?ticker=BTC-USD`,
    `Streams    ${app.wsUrl}`,
    `Feed       ${app.feedName}`,
    `Recording  ${app.recordingDir ?? 'off'}`,
    'Ctrl+C ends it.',
    '',
  ].join('\n');
}

function untilSignal(): Promise<string> {
  return new Promise((resolve) => {
    let firstMs: number | null = null;
    const onSignal = (signal: string) => {
      if (firstMs !== null && Date.now() - firstMs > IMPATIENT_AFTER_MS) process.exit(1);
      firstMs ??= Date.now();
      resolve(signal);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  });
}
