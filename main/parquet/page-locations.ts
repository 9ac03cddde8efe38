import type { AsyncBuffer, ColumnMetaData } from 'hyparquet';

/** Enough for nearly every page header; long minimum and maximum texts need more. */
const HEADER_BYTES = 512;
const MAX_HEADER_BYTES = 1024 * 1024;
const DATA_PAGE = 0;
const DATA_PAGE_V2 = 3;

/** A page of data as hyparquet wants it described. */
export interface PageLocation {
  readonly offset: bigint;
  /** With its header. */
  readonly compressed_page_size: number;
  /** Within its row group. */
  readonly first_row_index: bigint;
}

/**
 * Finds the data pages of a column chunk by hopping from header to header, as few writers store an index of them: with it a part of a long
 * row group is read without the rest of it. null if the chunk is not as expected, so that it must be read whole.
 */
export async function locatePages(
  file: AsyncBuffer,
  chunk: ColumnMetaData,
  rows: number,
): Promise<PageLocation[] | null> {
  const pages: PageLocation[] = [];
  let offset = Number(chunk.dictionary_page_offset || chunk.data_page_offset);
  const end = Math.min(offset + Number(chunk.total_compressed_size), file.byteLength);
  let firstRow = 0;
  while (offset < end && firstRow < rows) {
    const header = await readHeader(file, offset, end);
    if (header === null || header.compressedBytes < 0) return null;
    const size = header.headerBytes + header.compressedBytes;
    if (header.rows !== null) {
      pages.push({ offset: BigInt(offset), compressed_page_size: size, first_row_index: BigInt(firstRow) });
      firstRow += header.rows;
    }
    offset += size;
  }
  return firstRow === rows && offset <= end ? pages : null;
}

interface PageHeader {
  readonly headerBytes: number;
  readonly compressedBytes: number;
  /** null: no page of data. */
  readonly rows: number | null;
}

async function readHeader(file: AsyncBuffer, offset: number, end: number): Promise<PageHeader | null> {
  for (let length = HEADER_BYTES; length <= MAX_HEADER_BYTES; length *= 16) {
    const bytes = new Uint8Array(await file.slice(offset, Math.min(end, offset + length)));
    const header = parseHeader(bytes);
    if (header !== null) return header;
    if (offset + length >= end) return null;
  }
  return null;
}

/** Fields of PageHeader and its parts in parquet.thrift. */
const FIELD = { type: 1, compressedSize: 3, dataPage: 5, dataPageV2: 8, numValues: 1, numRows: 3 } as const;

/** null: the bytes end within the header, or are none. Rows are values here: nested columns are not asked for. */
function parseHeader(bytes: Uint8Array): PageHeader | null {
  const reader = createCompactReader(bytes);
  const header = reader.struct();
  if (header === null) return null;
  const page = header.get(FIELD.type) === DATA_PAGE_V2 ? FIELD.dataPageV2 : FIELD.dataPage;
  const compressedBytes = header.get(FIELD.compressedSize);
  const data = header.get(page);
  if (typeof compressedBytes !== 'number') return null;
  const isData = header.get(FIELD.type) === DATA_PAGE || header.get(FIELD.type) === DATA_PAGE_V2;
  const rows = data instanceof Map ? data.get(page === FIELD.dataPageV2 ? FIELD.numRows : FIELD.numValues) : undefined;
  if (isData && typeof rows !== 'number') return null;
  return { headerBytes: reader.position(), compressedBytes, rows: isData ? (rows as number) : null };
}

type Value = number | Fields | null;
type Fields = Map<number, Value>;

/** Reads what page headers need of Thrift's compact protocol: whole numbers and structures; all else is skipped. */
function createCompactReader(bytes: Uint8Array) {
  let at = 0;
  let valid = true;

  const byte = (): number => {
    const value = bytes[at++];
    if (value === undefined) valid = false;
    return value ?? 0;
  };
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; valid; factor *= 128) {
      const part = byte();
      value += (part & 0x7f) * factor;
      if (part < 0x80) break;
      if (factor > 2 ** 56) valid = false;
    }
    return value;
  };
  const integer = (): number => {
    const value = varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  };
  const skip = (count: number): null => {
    at += count;
    if (at > bytes.length) valid = false;
    return null;
  };
  const value = (type: number): Value => {
    switch (type) {
      case 1: // true and false: the type is the value
      case 2:
        return null;
      case 3:
        return skip(1);
      case 4:
      case 5:
      case 6:
        return integer();
      case 7:
        return skip(8);
      case 8:
        return skip(varint());
      case 12:
        return fields();
      default:
        valid = false; // collections, which page headers do not have
        return null;
    }
  };
  const fields = (): Fields => {
    const found: Fields = new Map();
    let id = 0;
    while (valid) {
      const head = byte();
      if (head === 0) break;
      id = head >> 4 === 0 ? integer() : id + (head >> 4);
      found.set(id, value(head & 0x0f));
    }
    return found;
  };

  return {
    struct(): Fields | null {
      const found = fields();
      return valid ? found : null;
    },
    position: () => at,
  };
}
