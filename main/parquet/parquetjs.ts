import './parquetjs-globals.ts';
import parquet from 'parquetjs-lite';

export { parquet };
