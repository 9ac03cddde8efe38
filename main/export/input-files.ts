import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parquetFilesOf } from '../parquet/dataset-files.ts';
import { ParquetFileError } from '../parquet/parquet-file.ts';
import { readProblem } from '../parquet/read-problem.ts';
import { EXPORT_TABLES, ExportError, type ExportTable } from './export-request.ts';

/** Directory of the datasets within a data directory, as in the original system. */
const DATASETS_FOLDER = 'parquet_data';

const datasetName = (table: ExportTable): string => `crypto_${table}.parquet`;

/**
 * The Parquet files of a table: `input` is a file, a dataset directory, or a directory that holds the table's dataset (which the
 * original system kept as a single file), itself or in `parquet_data`; with `more` files of the table that lie elsewhere. Throws ExportError.
 */
export async function inputFilesOf(
  input: string,
  table: ExportTable,
  more: readonly string[] = [],
): Promise<readonly string[]> {
  await stat(input).catch((error: NodeJS.ErrnoException) => {
    const problem =
      error.code === 'ENOENT'
        ? 'does not exist; record something there, or choose another input'
        : `cannot be read: ${readProblem(error)}`;
    throw new ExportError(`${input} ${problem}.`, null, { cause: error });
  });
  for (const place of [join(input, datasetName(table)), join(input, DATASETS_FOLDER, datasetName(table))]) {
    if (await exists(place)) return filesOf(place, more);
  }
  // A recording that has only just begun.
  if (more.length > 0 && !input.endsWith('.parquet')) return more;
  for (const folder of [input, join(input, DATASETS_FOLDER)]) {
    if (await holdsDatasets(folder)) {
      throw new ExportError(`${folder} holds no recorded ${table}: there is no ${datasetName(table)} in it.`);
    }
  }
  return filesOf(input, more);
}

/** That there is no file is no damage, which an export could leave out. */
async function filesOf(path: string, more: readonly string[]): Promise<readonly string[]> {
  return parquetFilesOf(path, more).catch((error: unknown) => {
    throw error instanceof ParquetFileError ? new ExportError(error.message, null, { cause: error }) : error;
  });
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
