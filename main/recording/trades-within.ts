import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { DATASETS } from './datasets.ts';

/** The trades of a path: of a data directory or its `parquet_data` the dataset of trades, else the path itself. */
export async function tradesWithin(path: string): Promise<string> {
  const { directory } = DATASETS.trades;
  if (basename(path) === directory) return path;
  for (const place of [join(path, directory), join(path, 'parquet_data', directory)]) {
    if ((await stat(place).catch(() => null)) !== null) return place;
  }
  return path;
}
