import {
  type ExportChoice,
  FILE_FORMATS,
  type RowChoice,
  SOURCE_KINDS,
  type SourceKind,
} from '../../../preload/recordings-bridge.ts';
import { EXPORT_TABLES, SHEET_MODES } from '../../export/export-request.ts';

const MAX_PAIRS = 10_000;
const MAX_PAIR_LENGTH = 64;
/** The year 9999. */
const MAX_US = 253_402_300_800_000_000;

function refuse(what: string): never {
  throw new Error(`refused: ${what}`);
}

function oneOf<T extends string>(values: readonly T[], value: unknown, what: string): T {
  return values.find((candidate) => candidate === value) ?? refuse(what);
}

function wholeOrNull(value: unknown, max: number, what: string): number | null {
  if (value === null) return null;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= max) return value;
  return refuse(what);
}

function pairs(value: unknown): readonly string[] | null {
  if (value === null) return null;
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_PAIRS) return refuse('pairs');
  return value.map((name: unknown) =>
    typeof name === 'string' && name !== '' && name.length <= MAX_PAIR_LENGTH ? name : refuse('pairs'),
  );
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : refuse('choice');
}

/** Checks what a page sent; throws on anything that the contract does not allow. */
export function readRowChoice(value: unknown): RowChoice {
  const given = fields(value);
  const fromUs = wholeOrNull(given.fromUs, MAX_US, 'fromUs');
  const untilUs = wholeOrNull(given.untilUs, MAX_US, 'untilUs');
  if (fromUs !== null && untilUs !== null && fromUs >= untilUs) return refuse('the time range is empty');
  const rows = wholeOrNull(given.rows, Number.MAX_SAFE_INTEGER, 'rows');
  if (rows === 0) return refuse('rows');
  return { table: oneOf(EXPORT_TABLES, given.table, 'table'), fromUs, untilUs, pairs: pairs(given.pairs), rows };
}

/** The same for an export. */
export function readExportChoice(value: unknown): ExportChoice {
  const given = fields(value);
  return {
    ...readRowChoice(value),
    sheets: oneOf(SHEET_MODES, given.sheets, 'sheets'),
    format: oneOf(FILE_FORMATS, given.format, 'format'),
    skipDamaged: given.skipDamaged === true,
  };
}

export function readSourceKind(value: unknown): SourceKind {
  return oneOf(SOURCE_KINDS, value, 'source');
}
