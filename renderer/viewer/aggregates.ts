import { columnOf } from '../format/columns.ts';

const SUMMED = new Set(['size', 'quote-volume', 'count']);

/**
 * How rows are summed up when the user groups them: amounts are added, of times the newest counts, exchanges are counted, and of
 * everything else there is a mean. Perspective would add up prices. `schema` is the table's: column to Perspective's type.
 */
export function sensibleAggregates(schema: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(schema).flatMap(([name, type]) => {
      const format = columnOf(name)?.format ?? 'text';
      if (type === 'datetime' || type === 'date') return [[name, 'high']];
      if (type !== 'float' && type !== 'integer') return [];
      if (format === 'exchange') return [[name, 'distinct count']];
      return [[name, SUMMED.has(format) ? 'sum' : 'avg']];
    }),
  );
}

/** True for aggregates whose result is a number of rows or values, not a value of the column. */
export function isCounting(aggregate: unknown): boolean {
  return typeof aggregate === 'string' && aggregate.includes('count');
}
