/**
 * Imported before parquetjs-lite. The package's generated code assigns to variables that it never declares: an error in the strict mode of
 * our bundles unless they exist. It also calls `new Buffer()`, of which Node warns once per process.
 */
const UNDECLARED = [
  ...['Statistics', 'StringType', 'UUIDType', 'MapType', 'ListType', 'EnumType', 'DateType', 'NullType', 'DecimalType'],
  ...['MilliSeconds', 'MicroSeconds', 'TimeUnit', 'TimestampType', 'TimeType', 'IntType', 'JsonType', 'BsonType'],
  ...[
    'LogicalType',
    'SchemaElement',
    'DataPageHeader',
    'DataPageHeaderV2',
    'IndexPageHeader',
    'DictionaryPageHeader',
    'PageHeader',
  ],
  ...['KeyValue', 'SortingColumn', 'PageEncodingStats', 'ColumnMetaData', 'ColumnChunk', 'RowGroup'],
  ...['TypeDefinedOrder', 'ColumnOrder', 'PageLocation', 'OffsetIndex', 'ColumnIndex', 'FileMetaData'],
];

for (const name of UNDECLARED) {
  if (!(name in globalThis))
    Object.defineProperty(globalThis, name, { value: undefined, writable: true, configurable: true });
}

const emitWarning = process.emitWarning;
try {
  process.emitWarning = () => undefined;
  Reflect.construct(Buffer, [0]);
} finally {
  process.emitWarning = emitWarning;
}
