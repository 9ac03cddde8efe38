import { readFile } from 'node:fs/promises';
import type { AlertRule } from '../../engine/alerts/alert-rule.ts';
import { AlertRuleError, readRules } from '../../engine/alerts/read-rules.ts';
import { textOf } from '../read-text.ts';

/** The rules of a JSON file, as the alerts window exports it. Throws AlertRuleError with a sentence that names the file. */
export async function readRulesFile(path: string): Promise<readonly AlertRule[]> {
  try {
    return readRules(JSON.parse(textOf(await readFile(path))));
  } catch (error) {
    const reason =
      error instanceof SyntaxError
        ? `it is no JSON: ${error.message}`
        : (error as NodeJS.ErrnoException).code === 'ENOENT'
          ? 'there is no such file.'
          : error instanceof Error
            ? error.message
            : String(error);
    throw new AlertRuleError(`The alert rules of ${path} cannot be used: ${reason}`);
  }
}
