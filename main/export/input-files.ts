import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parquetFilesOf } from '../parquet/dataset-files.ts';
import { EXPORT_TABLES, ExportError, type ExportTable } from './export-request.ts';

/** Directory of the datasets within a data directory, as in the original system. */
const DATASETS_FOLDER = 'parquet_data';

const datasetName = (table: ExportTable): string => `crypto_${table}.parquet`;

/**
 * The Parquet files of a table: `input` is a file, a dataset directory, or a directory that holds the table's dataset (which the
 * original system kept as a single file), itself or in `parquet_data`; with `more` files of the table that lie elsewhere. Throws ExportError
 * or ParquetFileError.
 */
export async function inputFilesOf(
  input: string,
  table: ExportTable,
  more: readonly string[] = [],
): Promise<readonly string[]> {
  if (!(await exists(input))) {
    throw new ExportError(`${input} does not exist; record something there, or choose another input.`);
  }
  for (const place of [join(input, datasetName(table)), join(input, DATASETS_FOLDER, datasetName(table))]) {
    if (await exists(place)) return parquetFilesOf(place, more);
  }
  // A recording that has only just begun.
  if (more.length > 0 && !input.endsWith('.parquet')) return more;
  for (const folder of [input, join(input, DATASETS_FOLDER)]) {
    if (await holdsDatasets(folder)) {
      throw new ExportError(`${folder} holds no recorded ${table}: there is no ${datasetName(table)} in it.`);
    }
  }
  return parquetFilesOf(input, more);
}

async function holdsDatasets(folder: string): Promise<boolean> {
  for (const table of EXPORT_TABLES) if (await exists(join(folder, datasetName(table)))) return true;
  return false;
}

export const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
