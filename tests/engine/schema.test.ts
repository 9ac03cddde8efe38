import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../engine/config.ts';
import { STATISTICS_COLUMNS, TRADE_COLUMNS } from '../../engine/schema.ts';

const docs = readFileSync(join(import.meta.dirname, '../../docs/statistics.md'), 'utf8');

describe('the column schema', () => {
  it('has every name once per table', () => {
    for (const columns of [TRADE_COLUMNS, STATISTICS_COLUMNS]) {
      const names = columns.map((column) => column.name);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it('is what the documentation shows, row by row', () => {
    const documented = docs.split('\n').filter((line) => /^\| `\w+` \| (-|`\w+`) \| [^|]+ \| [^|]+ \|$/.test(line));
    const expected = STATISTICS_COLUMNS.map(({ name, originalName, unit, meaning }) => {
      const original = originalName === null ? '-' : `\`${originalName}\``;
      return `| \`${name}\` | ${original} | ${unit || '-'} | ${meaning} |`;
    });
    expect(documented).toEqual(expected);
  });

  it('and all settings are documented', () => {
    const documented = [...docs.matchAll(/^\| `(\w+S|vwapTrades)` \|/gm)].map(([, name]) => name);
    expect(documented.sort()).toEqual(Object.keys(DEFAULT_SETTINGS.standard).sort());
  });
});
