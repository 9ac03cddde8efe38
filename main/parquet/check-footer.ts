import type { FileMetaData } from 'hyparquet';

/** Throws if a footer contradicts itself: a bit that flipped in it can announce any number of rows, or take a column's name. */
export function checkFooter({ schema, row_groups: groups, num_rows: announced }: FileMetaData): void {
  if (schema.some(({ name }, i) => i > 0 && typeof name !== 'string')) throw new Error('a column has no name');
  const lists = new Set(schema.filter((element) => element.repetition_type === 'REPEATED').map(({ name }) => name));
  let rows = 0n;
  for (const { num_rows: groupRows, columns } of groups) {
    if (typeof groupRows !== 'bigint' || groupRows < 0n) throw new Error('a row group has no number of rows');
    rows += groupRows;
    for (const { meta_data: chunk } of columns) {
      const [name = ''] = chunk?.path_in_schema ?? [];
      const isFlat = chunk?.path_in_schema.length === 1 && !lists.has(name);
      if (isFlat && chunk.num_values !== groupRows) {
        throw new Error(`column ${name} has not as many values as a row group has rows, ${groupRows}`);
      }
    }
  }
  if (announced !== rows) throw new Error(`it announces ${announced} rows, and its row groups hold ${rows}`);
}
