import { stat } from 'node:fs/promises';
import { openParquetFile, type ParquetFile } from '../parquet/parquet-file.ts';
import { readProblem } from '../parquet/read-problem.ts';
import { type ColumnType, columnTypesOf, repeatedNamesOf, UNREAD_TYPE } from './column-kinds.ts';
import type { Damage } from './inspect-report.ts';

/** What the footers of many files say together. */
export interface Survey {
  readonly readable: string[];
  readonly damaged: Damage[];
  readonly columns: ColumnType[];
  readonly notes: string[];
  readonly codecs: Set<string>;
  readonly writers: Set<string>;
  metadata: Record<string, string>;
  rows: number;
  rowGroups: number;
  bytes: number;
}

export const WRONG_START = 'does not begin as a Parquet file does';

/** Reads every footer. */
export async function surveyFiles(files: readonly string[]): Promise<Survey> {
  const survey: Survey = {
    readable: [],
    damaged: [],
    columns: [],
    notes: [],
    codecs: new Set(),
    writers: new Set(),
    metadata: {},
    rows: 0,
    rowGroups: 0,
    bytes: 0,
  };
  for (const path of files) {
    survey.bytes += (await stat(path).catch(() => null))?.size ?? 0;
    try {
      const file = await openParquetFile(path);
      try {
        surveyFile(survey, file);
        if (!(await file.beginsAsParquet())) survey.damaged.push({ path, reason: WRONG_START, rows: 0 });
      } finally {
        await file.close();
      }
    } catch (error) {
      survey.damaged.push({ path, reason: readProblem(error), rows: null });
    }
  }
  return survey;
}

function surveyFile(survey: Survey, file: ParquetFile): void {
  const first = survey.readable.length === 0;
  survey.readable.push(file.path);
  survey.rows += file.rows;
  survey.rowGroups += file.metadata.row_groups.length;
  survey.writers.add(file.metadata.created_by ?? 'unknown');
  for (const group of file.metadata.row_groups) {
    for (const { meta_data: column } of group.columns) if (column !== undefined) survey.codecs.add(column.codec);
  }
  const pairs = (file.metadata.key_value_metadata ?? []).filter(({ key }) => key !== 'ARROW:schema');
  const own = Object.fromEntries(pairs.map(({ key, value }) => [key, value ?? '']));
  survey.metadata = first
    ? own
    : Object.fromEntries(Object.entries(survey.metadata).filter(([key, value]) => own[key] === value));
  for (const name of repeatedNamesOf(file)) {
    survey.notes.push(`${file.path} has several columns named ${name}; this report is about one of them.`);
  }
  for (const column of columnTypesOf(file)) {
    if (column.type === UNREAD_TYPE) {
      survey.notes.push(
        `Column ${column.name} of ${file.path} holds values of type ${UNREAD_TYPE}, which are not read.`,
      );
    }
    const known = survey.columns.find(({ name }) => name === column.name);
    if (known === undefined) {
      if (!first) survey.notes.push(`Column ${column.name} is not in all files; ${file.path} has it.`);
      survey.columns.push(column);
    } else if (known.type !== column.type) {
      survey.notes.push(`Column ${column.name} is ${known.type} in other files and ${column.type} in ${file.path}.`);
    }
  }
}
