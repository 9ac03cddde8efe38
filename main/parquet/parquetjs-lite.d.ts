/** The parts of parquetjs-lite 0.8.7 that parquet-writer.ts uses; the package has no types of its own. */
declare module 'parquetjs-lite' {
  export interface FieldDefinition {
    type: 'UTF8' | 'DOUBLE' | 'INT64' | 'BOOLEAN' | 'TIMESTAMP_MILLIS' | 'TIMESTAMP_MICROS';
    optional: boolean;
    compression: 'UNCOMPRESSED' | 'GZIP' | 'SNAPPY';
    statistics: false;
  }

  class ParquetSchema {
    constructor(fields: Record<string, FieldDefinition>);
  }

  /** Column chunk in the making, as ParquetShredder fills it. */
  export interface ShreddedColumn {
    dlevels: number[];
    rlevels: number[];
    values: unknown[];
    distinct_values: Set<unknown>;
    count: number;
  }

  export interface RowBuffer {
    rowCount: number;
    pageRowCount: number;
    columnData: Record<string, ShreddedColumn>;
    pages: Record<string, unknown[]>;
  }

  interface WriterOptions {
    pageIndex: false;
    pageSize: number;
    rowGroupSize: number;
  }

  class ParquetEnvelopeWriter {
    constructor(
      schema: ParquetSchema,
      write: (bytes: Buffer) => Promise<void>,
      close: () => Promise<void>,
      fileOffset: number,
      options: WriterOptions,
    );
    writeHeader(): Promise<void>;
    writeRowGroup(rows: RowBuffer): Promise<void>;
    writeFooter(metadata: Record<string, string>): Promise<void>;
  }

  /** What a ParquetWriter needs of the envelope that it writes to. */
  interface Envelope {
    writeHeader(): unknown;
    writeRowGroup(rows: RowBuffer): Promise<void>;
    writeIndex(): unknown;
    writeFooter(): unknown;
    close(): unknown;
    useDataPageV2: boolean;
    pageSize: number;
  }

  class ParquetWriter {
    constructor(schema: ParquetSchema, envelope: Envelope, options: WriterOptions);
    rowBuffer: RowBuffer;
    close(): Promise<void>;
  }

  const parquet: {
    ParquetSchema: typeof ParquetSchema;
    ParquetEnvelopeWriter: typeof ParquetEnvelopeWriter;
    ParquetWriter: typeof ParquetWriter;
  };
  export default parquet;
}
