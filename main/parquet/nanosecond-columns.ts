/**
 * parquetjs-lite writes 64-bit integers exactly but knows no nanoseconds, so it cannot say in the footer that a column holds them.
 * The footer is Thrift (compact protocol); what is missing there is field 10 of the column's SchemaElement.
 */

/** SchemaElement of an optional INT64 column without a type annotation, up to its name: fields 1, 3 and 4. */
const OPTIONAL_INT64 = [0x15, 0x04, 0x25, 0x02, 0x18];
/** Ends a Thrift struct. */
const STOP = 0x00;
/** logicalType (field 10) = TIMESTAMP (8) { isAdjustedToUTC (1): true, unit (2): NANOS (3) {} }, with the end of every struct. */
const TIMESTAMP_NANOS_UTC = [0x6c, 0x8c, 0x11, 0x1c, 0x3c, STOP, STOP, STOP, STOP];
const TRAILER_BYTES = 8;

/** The footer (metadata, its length and the closing magic) with columns of optional INT64 declared as nanoseconds in UTC. */
export function declareNanoseconds(footer: Buffer, columns: readonly string[]): Buffer {
  if (columns.length === 0) return footer;
  let metadata = footer.subarray(0, footer.length - TRAILER_BYTES);
  for (const column of columns) {
    const name = Buffer.from(column);
    const element = Buffer.from([...OPTIONAL_INT64, ...varint(name.length), ...name, STOP]);
    const at = metadata.indexOf(element);
    if (at < 0 || metadata.indexOf(element, at + 1) >= 0) {
      throw new Error(`The footer does not declare the column ${column} in the expected form.`);
    }
    const end = at + element.length - 1;
    metadata = Buffer.concat([metadata.subarray(0, end), Buffer.from(TIMESTAMP_NANOS_UTC), metadata.subarray(end)]);
  }
  const trailer = Buffer.from(footer.subarray(footer.length - TRAILER_BYTES));
  trailer.writeUInt32LE(metadata.length, 0);
  return Buffer.concat([metadata, trailer]);
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}
