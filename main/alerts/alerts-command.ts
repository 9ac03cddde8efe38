import { parseArgs } from 'node:util';
import type { AlertRule } from '../../engine/alerts/alert-rule.ts';
import { AlertRuleError } from '../../engine/alerts/read-rules.ts';
import { ComputeError } from '../compute/compute-error.ts';
import { isoTime } from '../compute/iso-time.ts';
import { counted } from '../counted.ts';
import type { CommandIo } from '../inspect/inspect-command.ts';
import { createProgressLine } from '../inspect/progress-line.ts';
import { ParquetFileError } from '../parquet/parquet-file.ts';
import { toldText } from './alert-event.ts';
import { readRulesFile } from './read-rules-file.ts';
import { type AlertTest, AlertTestError, testRules } from './test-rules.ts';

const HELP = `Usage: npm start -- alerts --rules FILE --replay PATH [options]

Tells what alert rules would have done on a recording, at full speed.

  --rules FILE   rules as the alerts window exports them (docs/alerts.md)
  --replay PATH  a Parquet file of trades, or a directory of them, or a recording
  --json         the result as JSON

Exit code 0, or 1 if nothing can be read, or 2 for wrong use or rules that cannot be.
`;

const NS_PER_MS = 1_000_000n;
/** Alerts that are listed; the JSON has more. */
const LISTED = 20;

/** The command `alerts`; returns the exit code. */
export async function runAlerts(args: readonly string[], io: CommandIo): Promise<number> {
  const request = parse(args);
  if (typeof request === 'string') {
    io.stderr.write(`${request} See alerts --help.\n`);
    return 2;
  }
  if (request.help) {
    io.stdout.write(HELP);
    return 0;
  }
  const progress = createProgressLine(io.stderr, 'trades');
  try {
    const rules = await readRulesFile(request.rules);
    if (rules.every(({ isEnabled }) => !isEnabled)) {
      throw new AlertRuleError(`No alert rule of ${request.rules} is enabled: there is nothing to test.`);
    }
    const result = await testRules(request.replay, rules, progress.update);
    progress.clear();
    io.stdout.write(request.json ? `${JSON.stringify(result)}\n` : reportOf(result, rules));
    for (const note of result.notes) io.stderr.write(`${note}\n`);
    return 0;
  } catch (error) {
    progress.clear();
    const code = error instanceof AlertRuleError ? 2 : 1;
    const isExpected = [AlertTestError, ComputeError, ParquetFileError].some((type) => error instanceof type);
    if (code === 1 && !isExpected) throw error;
    io.stderr.write(`${(error as Error).message}\n`);
    return code;
  }
}

function reportOf(test: AlertTest, rules: readonly AlertRule[]): string {
  const time = (ms: number) => isoTime(BigInt(ms) * NS_PER_MS);
  const lines = [
    `Would have fired ${counted(test.fired, 'time')} on ${counted(test.trades, 'trade')}, ${time(test.firstMs)} to ${time(test.lastMs)}.`,
    '',
    ...test.rules.map(({ name, fired, suppressed, pairs }) => {
      const quiet = suppressed === 0 ? '' : `, and ${counted(suppressed, 'time')} in the cooldown`;
      const many = fired === 0 ? '' : ` for ${counted(pairs, 'pair')}`;
      return `  ${name}: ${counted(fired, 'time')}${many}${quiet}`;
    }),
  ];
  const disabled = rules.filter(({ isEnabled }) => !isEnabled).length;
  if (disabled > 0) lines.push(`  (not tested because disabled: ${disabled})`);
  const firings = test.events.filter(({ phase }) => phase === 'fired');
  if (firings.length > 0) {
    lines.push('', ...firings.slice(0, LISTED).map((event) => `  ${time(event.timeMs)}  ${toldText(event)}`));
    if (test.fired > LISTED) lines.push(`  and ${(test.fired - LISTED).toLocaleString('en-US')} more`);
  }
  return `${lines.join('\n')}\n`;
}

interface Request {
  readonly rules: string;
  readonly replay: string;
  readonly json: boolean;
  readonly help: boolean;
}

function parse(args: readonly string[]): Request | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        rules: { type: 'string', default: '' },
        replay: { type: 'string', default: '' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false, short: 'h' },
      },
    });
    if (!values.help && values.rules === '') return 'Say which rules: --rules FILE.';
    if (!values.help && values.replay === '') return 'Say on which recording: --replay PATH.';
    return values;
  } catch (error) {
    return `${(error instanceof Error ? error.message : String(error)).split(/\.\s/)[0]?.replace(/\.$/, '')}.`;
  }
}
